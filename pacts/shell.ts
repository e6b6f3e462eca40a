/**
 * Text for a POSIX shell.
 *
 * @module
 */

/**
 * A text as one word of a shell line, quoted where it must be.
 *
 * @example
 * ```ts
 * import { shellQuote } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(shellQuote("/data/db"), "/data/db");
 * assertEquals(shellQuote("it's"), `'it'\\''s'`);
 * ```
 */
export function shellQuote(value: string): string {
  return /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`;
}
