/**
 * An extension's own settings (`extensions.<name>` in dekube.yaml): what there is to set, and what was set.
 *
 * @module
 */

import type { ConvertContext } from "./context.ts";

/** What a setting must be. */
export interface SettingType<T> {
  /** What was expected, for people: `a port number, 1 to 65535`. */
  expected: string;
  /** Whether a value is of it. */
  is(value: unknown): value is T;
  /** The same as JSON Schema, for editors; left out, they take anything. */
  schema?: Readonly<Record<string, unknown>>;
}

/** One thing that a user may set. */
export interface Setting<T = unknown> {
  /** What it must be. */
  type: SettingType<T>;
  /** What it is where the user sets nothing. */
  default: T;
  /** What it does, in one sentence. */
  description: string;
}

/** All that a user may set, by key. */
export type Settings = Readonly<Record<string, Setting>>;

/** Values of settings, by key. */
export type SettingValues<S extends Settings> = {
  readonly [Key in keyof S]: S[Key] extends { type: SettingType<infer T> } ? T : never;
};

/** `true` or `false`. */
export const BOOLEAN: SettingType<boolean> = {
  expected: "true or false",
  is: (value): value is boolean => typeof value === "boolean",
  schema: { type: "boolean" },
};

/** Any text that is not empty. */
export const TEXT: SettingType<string> = {
  expected: "a text",
  is: (value): value is string => typeof value === "string" && value !== "",
  schema: { type: "string", minLength: 1 },
};

/** The name of an image. */
export const IMAGE: SettingType<string> = {
  expected: "the name of an image",
  is: (value): value is string => typeof value === "string" && /^\S+$/.test(value),
  schema: { type: "string", pattern: "^\\S+$" },
};

/** A port of the host. */
export const PORT: SettingType<number> = {
  expected: "a port number, 1 to 65535",
  is: (value): value is number =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535,
  schema: { type: "integer", minimum: 1, maximum: 65535 },
};

/** An address for e-mail. */
export const EMAIL: SettingType<string> = {
  expected: "an e-mail address",
  is: (value): value is string =>
    typeof value === "string" && /^[\w.!#%&'*+/=?^~-]+@[\w.-]+$/.test(value),
  schema: { type: "string", pattern: "^[\\w.!#%&'*+/=?^~-]+@[\\w.-]+$" },
};

/**
 * A setting that is one of some words.
 *
 * @example
 * ```ts
 * import { oneOf } from "@dekube/engine/pacts";
 * import { assert } from "@std/assert";
 *
 * assert(oneOf("auto", "none").is("auto"));
 * ```
 */
export function oneOf<T extends string>(...words: readonly T[]): SettingType<T> {
  return {
    expected: `one of ${words.join(", ")}`,
    is: (value): value is T => (words as readonly unknown[]).includes(value),
    schema: { enum: words },
  };
}

/**
 * What the user set, and the defaults of what was not set. A value of a wrong type counts as not set, which a
 * diagnostic says. `name` is the extension's.
 *
 * @example
 * ```ts
 * import { Diagnostics, PORT, readSettings } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const settings = { http_port: { type: PORT, default: 80, description: "Port for HTTP" } };
 * const diagnostics = new Diagnostics();
 * const ctx = { extensionConfig: { http_port: "many" }, report: diagnostics.report.bind(diagnostics) };
 * assertEquals(readSettings("caddy", settings, ctx), { http_port: 80 });
 * assertEquals(
 *   [...diagnostics][0].message,
 *   '"extensions.caddy.http_port" in dekube.yaml must be a port number, 1 to 65535, not "many"; it is ignored',
 * );
 * ```
 */
export function readSettings<S extends Settings>(
  name: string,
  settings: S,
  ctx: Pick<ConvertContext, "extensionConfig" | "report">,
): SettingValues<S> {
  return Object.fromEntries(
    Object.entries(settings).map(([key, { type, default: fallback }]) => {
      const value = ctx.extensionConfig[key];
      if (value === undefined || value === null) return [key, fallback];
      if (type.is(value)) return [key, value];
      ctx.report().warn(
        "bad-setting",
        `"extensions.${name}.${key}" in dekube.yaml must be ${type.expected}, not ${
          JSON.stringify(value)
        }; it is ignored`,
      );
      return [key, fallback];
    }),
  ) as SettingValues<S>;
}
