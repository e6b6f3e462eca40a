/**
 * Text of others among words of ours.
 *
 * @module
 */

/**
 * What steers a terminal or a reader instead of being read: control characters (C0, DEL, C1), marks that change the
 * direction of text, separators of lines and paragraphs, and what nobody sees (soft hyphens, tags).
 */
const STEERING =
  /[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

/**
 * A text as one line that shows what is in it: whatever would steer the terminal, begin a line, or turn the direction of what
 * is read is written out. Messages, reports and comments hold names and values of manifests, which never speak for us.
 *
 * @example
 * ```ts
 * import { printable } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(printable("a\nb\tc\u009b2J\u202e"), "a\\nb\\tc\\x9b2J\\u202e");
 * assertEquals(printable("a\u00ad\u{e0041}"), "a\\xad\\u{e0041}");
 * assertEquals(printable("größer → 大"), "größer → 大");
 * ```
 */
export function printable(text: string): string {
  return text.replace(STEERING, escaped);
}

/** As {@linkcode printable}, of a text of ours that has lines. */
export function printableLines(text: string): string {
  return text.split("\n").map(printable).join("\n");
}

/**
 * JSON that means the same, with nothing in it that would steer who looks at it. Line breaks are those between its parts,
 * since JSON has none in texts.
 *
 * @example
 * ```ts
 * import { printableJson } from "./printable.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(printableJson(JSON.stringify("\u202e\u009b")), '"\\u202e\\u009b"');
 * assertEquals(JSON.parse(printableJson('"\u{e0041}"')), "\u{e0041}");
 * ```
 */
export function printableJson(json: string): string {
  return json.replace(
    STEERING,
    (character) =>
      character === "\n"
        ? character
        : character.split("").map((unit) => `\\u${hex(unit, 4)}`).join(""),
  );
}

const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escaped(character: string): string {
  const named = NAMED[character];
  if (named !== undefined) return named;
  if (character.length > 1) return `\\u{${character.codePointAt(0)!.toString(16)}}`;
  return character < "\u0100" ? `\\x${hex(character, 2)}` : `\\u${hex(character, 4)}`;
}

function hex(character: string, digits: number): string {
  return character.charCodeAt(0).toString(16).padStart(digits, "0");
}
