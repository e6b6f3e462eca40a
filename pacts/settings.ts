/**
 * An extension's own settings (`extensions.<name>` in dekube.yaml), checked as they are read.
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
}

/** `true` or `false`. */
export const BOOLEAN: SettingType<boolean> = {
  expected: "true or false",
  is: (value): value is boolean => typeof value === "boolean",
};

/** Any text that is not empty. */
export const TEXT: SettingType<string> = {
  expected: "a text",
  is: (value): value is string => typeof value === "string" && value !== "",
};

/** The name of an image. */
export const IMAGE: SettingType<string> = {
  expected: "the name of an image",
  is: (value): value is string => typeof value === "string" && /^\S+$/.test(value),
};

/** A port of the host. */
export const PORT: SettingType<number> = {
  expected: "a port number, 1 to 65535",
  is: (value): value is number =>
    Number.isInteger(value) && Number(value) >= 1 && Number(value) <= 65535,
};

/** An address for e-mail. */
export const EMAIL: SettingType<string> = {
  expected: "an e-mail address",
  is: (value): value is string =>
    typeof value === "string" && /^[\w.!#%&'*+/=?^~-]+@[\w.-]+$/.test(value),
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
  };
}

/**
 * A setting of the extension `name`; `fallback` where it is not set, and where it is of a wrong type,
 * which a diagnostic says.
 *
 * @example
 * ```ts
 * import { Diagnostics, PORT, readSetting } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const diagnostics = new Diagnostics();
 * const ctx = { extensionConfig: { http_port: "many" }, diagnostics };
 * assertEquals(readSetting("caddy", "http_port", PORT, 80, ctx), 80);
 * assertEquals(
 *   [...diagnostics][0].message,
 *   'extensions.caddy.http_port in dekube.yaml must be a port number, 1 to 65535, not "many"; it is ignored',
 * );
 * ```
 */
export function readSetting<T>(
  name: string,
  key: string,
  type: SettingType<T>,
  fallback: T,
  ctx: Pick<ConvertContext, "extensionConfig" | "diagnostics">,
): T {
  const value = ctx.extensionConfig[key];
  if (value === undefined || value === null) return fallback;
  if (type.is(value)) return value;
  ctx.diagnostics.warn(
    "bad-setting",
    `extensions.${name}.${key} in dekube.yaml must be ${type.expected}, not ${
      JSON.stringify(value)
    }; it is ignored`,
  );
  return fallback;
}
