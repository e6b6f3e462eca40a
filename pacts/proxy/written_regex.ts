/**
 * Expressions of conditions and rewritings, in a proxy's own kind.
 *
 * @module
 */

import { BadRegex } from "../regex/syntax.ts";
import type { PathDialect } from "./profile.ts";
import { Unwritable } from "./unwritable.ts";

/**
 * An expression as a proxy reads it.
 *
 * @throws {Unwritable} where it has none.
 *
 * @example
 * ```ts
 * import { Unwritable, writtenRegex } from "@dekube/engine/pacts/proxy";
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { goRegex } from "@dekube/engine/pacts/regex";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const regex = (source: string) => goRegex(source, { escape: escapeRegex });
 * assertEquals(writtenRegex("a|b", regex), "a|b");
 * assertThrows(() => writtenRegex("(?=a)", regex), Unwritable, "look around");
 * ```
 */
export function writtenRegex(source: string, regex: PathDialect["regex"]): string {
  try {
    return regex(source);
  } catch (error) {
    if (!(error instanceof BadRegex)) throw error;
    throw new Unwritable(`of its regular expression "${source}": ${error.message}`);
  }
}
