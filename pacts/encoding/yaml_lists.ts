/**
 * How lists are indented in YAML.
 *
 * @module
 */

/**
 * Whether the printer of YAML has to indent lists. It gets two forms wrong otherwise: a list that begins with a list,
 * of which it puts the rest into the outer one, and a list behind a key that is too long for one line.
 *
 * @example
 * ```ts
 * import { mustIndentLists } from "./yaml_lists.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mustIndentLists({ a: [1, 2] }), false);
 * assertEquals(mustIndentLists({ a: [[1, 2]] }), true);
 * assertEquals(mustIndentLists({ ["a".repeat(2000)]: [] }), true);
 * ```
 */
export function mustIndentLists(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Array.isArray(value)) {
    return value.some((item) => Array.isArray(item) || mustIndentLists(item));
  }
  return Object.entries(value).some(([key, item]) =>
    key.length > LONG_KEY || mustIndentLists(item)
  );
}

/** YAML's keys have up to 1024 characters on one line, of which the printer needs up to ten for one. */
const LONG_KEY = 100;
