/**
 * Expressions within others.
 *
 * @module
 */

import { parseRegex } from "./parse.ts";
import { BadRegex } from "./syntax.ts";

/**
 * An expression with others around it. One that is none on its own stays as it is, for the proxy's judgement: with what
 * is put around it it might become one, of another meaning (`a)|(b`).
 *
 * @example
 * ```ts
 * import { wrapRegex } from "./wrap.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(wrapRegex("a|b", ".*", "$"), ".*(?:a|b)$");
 * assertEquals(wrapRegex("a)|(b", ".*", "$"), "a)|(b");
 * ```
 */
export function wrapRegex(source: string, before: string, behind: string): string {
  return groupsOf(source) === undefined ? source : `${before}(?:${source})${behind}`;
}

/** How many groups an expression captures; `undefined` where it is none. */
export function groupsOf(source: string): number | undefined {
  try {
    return parseRegex(source).groups;
  } catch (error) {
    if (error instanceof BadRegex) return undefined;
    throw error;
  }
}
