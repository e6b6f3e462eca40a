/**
 * Settings that nobody can change.
 *
 * @module
 */

import { isMapping } from "../../../pacts/mod.ts";

/**
 * A copy that throws where somebody writes to it, for extensions: what one does to the settings would be in force for all
 * others.
 *
 * @example
 * ```ts
 * import { assertThrows } from "@std/assert";
 *
 * const settings = readOnly({ hosts: { "shop.test": "shop.localhost" } });
 * assertThrows(() => settings.hosts["shop.test"] = "", TypeError, "read only");
 * ```
 */
export function readOnly<T>(settings: T): T {
  if (Array.isArray(settings)) return Object.freeze(settings.map(readOnly)) as T;
  // What else a script may hand in, such as a function, is no setting of dekube.yaml.
  if (!isMapping(settings) || !isPlain(settings)) return settings;
  const entries = Object.entries(settings).map(([key, value]) => [key, readOnly(value)]);
  return Object.freeze(Object.fromEntries(entries)) as T;
}

function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
