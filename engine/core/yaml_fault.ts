/**
 * What a reader of YAML says, as far as it may be printed.
 *
 * @module
 */

/** Values that were meant as texts, and begin as an alias or a tag does: passwords, say. */
const CONTENT = /(alias|anchor|tag)\b[^]*$/;

/**
 * What is wrong with a document, without what it holds: a password that begins with `*` or `!` and stands there without quotes
 * is an alias or a tag to the reader, which names it.
 *
 * @example
 * ```ts
 * import { yamlFault } from "./yaml_fault.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   yamlFault('Cannot read alias: unidentified alias "s3cret"'),
 *   "Cannot read alias: a value that begins with * or & or ! must be in quotes",
 * );
 * ```
 */
export function yamlFault(message: string): string {
  const [place = ""] = / at line \d+, column -?\d+:?$/.exec(message) ?? [];
  const said = message.slice(0, message.length - place.length);
  const [begin] = said.split(/[:"!`*&]/, 1);
  return CONTENT.test(said)
    ? `${begin.trim()}: a value that begins with * or & or ! must be in quotes${place}`
    : message;
}
