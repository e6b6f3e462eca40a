/**
 * What the value of a setting looks like: how it is read, and how a JSON Schema says so.
 *
 * @module
 */

import { isMapping, settingPath } from "../../../pacts/mod.ts";
import { nearest } from "../../../pacts/nearest.ts";

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Ends the reading: what was expected, and where below the setting, and what is there. */
export type Fail = (expected: string, path?: string, at?: unknown) => never;

/** What is at a key that there is not: nobody looks what it is. */
export const NO_SETTING: unique symbol = Symbol("no setting");

/** Ends the reading where a mapping has a key that it can't have. */
export function refuseUnknownKeys(
  written: Readonly<Record<string, unknown>>,
  known: readonly string[],
  fail: Fail,
): void {
  for (const key of Object.keys(written)) {
    if (known.includes(key)) continue;
    const expected = `${nearest(key, known)}. There are: ${known.join(", ")}`;
    fail(expected, `.${settingPath(key)}`, NO_SETTING);
  }
}

/** The shape of a value. */
export interface Shape<T = unknown> {
  /** What editors know of it. */
  readonly schema: JsonSchema;
  /** The value as the engine has it. */
  read(value: unknown, fail: Fail): T;
}

/** A text; YAML reads some as numbers. */
export const TEXT: Shape<string> = {
  schema: { type: ["string", "number"] },
  read(value, fail) {
    if (typeof value === "number") return String(value);
    return typeof value === "string" ? value : fail("text", "", value ?? null);
  },
};

/** `true` or `false`. */
export const SWITCH: Shape = {
  schema: { type: "boolean" },
  read: (value, fail) => typeof value === "boolean" ? value : fail("true or false", "", value),
};

/** Any mapping. */
export const MAPPING: Shape<Record<string, unknown>> = {
  schema: { type: "object" },
  read: (value, fail) => isMapping(value) ? value : fail("a mapping", "", value ?? null),
};

/** A list of values of one shape. */
export function listOf({ schema, read }: Shape): Shape {
  return {
    schema: { type: "array", items: schema },
    read(value, fail) {
      if (!Array.isArray(value)) return fail("a list", "", value);
      return (value as unknown[]).map((item, index) =>
        read(item, (expected, path = "", at = item) => fail(expected, `[${index}]${path}`, at))
      );
    },
  };
}

/** A mapping of names to values of one shape. */
export function mapOf({ schema, read }: Shape): Shape {
  return {
    schema: { type: "object", additionalProperties: schema },
    read: (value, fail) =>
      Object.fromEntries(
        Object.entries(MAPPING.read(value, fail)).map(([key, item]) => [
          key,
          read(item, (expected, path = "", at = item) =>
            fail(expected, `.${settingPath(key)}${path}`, at)),
        ]),
      ),
  };
}

/** The same, or nothing for an empty mapping. */
export function orEmpty(shape: Shape): Shape {
  return {
    schema: nullable(shape.schema),
    read: (value, fail) => value === null ? {} : shape.read(value, fail),
  };
}

/** The same, or nothing. */
export function orNull(shape: Shape): Shape {
  return {
    schema: nullable(shape.schema),
    read: (value, fail) => value === null ? null : shape.read(value, fail),
  };
}

/** A schema that takes nothing, too. */
export function nullable(schema: JsonSchema): JsonSchema {
  const { type, enum: words } = schema;
  if (words !== undefined) return { ...schema, enum: [...words as unknown[], null] };
  if (type === undefined) return schema;
  return { ...schema, type: [...[type].flat(), "null"] };
}
