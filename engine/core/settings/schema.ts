/**
 * dekube.yaml as a JSON Schema, for editors: from the settings that there are, the engine's and extensions' own.
 *
 * @module
 */

import { type ExtensionInfo, settingKeys, type Settings } from "../../../pacts/mod.ts";
import { defaultConfig } from "../../../pacts/config.ts";
import { GROUPS, IGNORED, KEYS, OLD_NAMES, type SettingKey } from "./keys.ts";
import { type JsonSchema, nullable } from "./shapes.ts";

/** Where the schema of this version is, for editors; JSR serves the files of a package. */
export const SCHEMA_URL = "https://jsr.io/@dekube/engine/1.0.0/docs/dekube.schema.json";

/** The line of a dekube.yaml that points editors at its schema. */
export const SCHEMA_LINE = `# yaml-language-server: $schema=${SCHEMA_URL}`;

/**
 * The schema of dekube.yaml with the settings of some extensions. Extensions that it does not know may have any.
 *
 * @example
 * ```ts
 * import { configSchema } from "./schema.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { properties } = configSchema([]) as { properties: Record<string, { type?: unknown }> };
 * assertEquals(properties.disable_ingress.type, ["boolean", "null"]);
 * ```
 */
export function configSchema(infos: readonly ExtensionInfo[]): JsonSchema {
  const legacy = infos.flatMap(({ legacyKeys = {} }) => Object.entries(legacyKeys));
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    $id: SCHEMA_URL,
    title: "dekube.yaml",
    description: "Settings of a project of dekube.",
    // An empty file has the defaults.
    type: ["object", "null"],
    properties: {
      ...Object.fromEntries(
        Object.entries(KEYS).map(([name, key]) => [name, keySchema(name, key, infos)]),
      ),
      ...Object.fromEntries(
        [...Object.entries(OLD_NAMES), ...legacy.filter(([old]) => !old.includes("."))].map((
          [old, name],
        ) => [old, oldName(name)]),
      ),
      ...Object.fromEntries(
        [...IGNORED].map((name) => [name, {
          description: "Means nothing any more.",
          deprecated: true,
        }]),
      ),
    },
    // Settings below others by their paths.
    patternProperties: { [`^(${[...GROUPS].join("|")})\\.`]: {} },
    additionalProperties: false,
  };
}

function keySchema(
  name: string,
  { property, shape, description }: SettingKey,
  infos: readonly ExtensionInfo[],
): JsonSchema {
  const schema = name === "extensions" ? withExtensions(shape.schema, infos) : shape.schema;
  return { description, ...nullable(schema), default: defaultConfig()[property] };
}

/** The settings of extensions that are known beside those that any may have. */
function withExtensions(schema: JsonSchema, infos: readonly ExtensionInfo[]): JsonSchema {
  const known = infos.filter(({ settings }) => settings !== undefined);
  const legacy = infos.flatMap(({ legacyKeys = {} }) => Object.entries(legacyKeys));
  const oldOf = (name: string) =>
    Object.fromEntries(
      legacy.filter(([old]) => settingKeys(old)?.[1] === name)
        .map(([old, place]) => [settingKeys(old)!.at(-1)!, oldName(place)]),
    );
  return {
    ...schema,
    properties: Object.fromEntries(
      known.toSorted((a, b) => a.name < b.name ? -1 : 1)
        .map(({ name, settings = {} }) => [name, extensionSchema(settings, oldOf(name))]),
    ),
  };
}

function extensionSchema(settings: Settings, old: Record<string, JsonSchema>): JsonSchema {
  return {
    type: ["object", "null"],
    properties: {
      enabled: {
        description: "Whether the extension has its part in a conversion.",
        type: ["boolean", "null"],
        default: true,
      },
      disabled: { ...oldName("enabled, the other way round"), type: ["boolean", "null"] },
      ...Object.fromEntries(
        Object.entries(settings).map(([key, { type, default: value, description }]) => [key, {
          description: `${description} Must be ${type.expected}.`,
          ...nullable(type.schema ?? {}),
          ...(type.is(value) ? { default: value } : {}),
        }]),
      ),
      ...old,
    },
    additionalProperties: false,
  };
}

function oldName(name: string): JsonSchema {
  return { description: `Called ${name} today.`, deprecated: true };
}
