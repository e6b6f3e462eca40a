/**
 * Words of messages that are too long for anybody to read.
 *
 * @module
 */

/** Far more than names, URLs and commands' words have: what is longer is a value that a message quotes. */
const LONGEST = 500;
const HEAD = 200;
const TAIL = 50;

const LONG = new RegExp(`\\S{${LONGEST + 1},}`, "gu");

/**
 * A text without the middle of each word that is too long.
 *
 * @example
 * ```ts
 * import { shortenedWords } from "./shortened_words.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const text = `the path "/${"a".repeat(1000)}" is long`;
 * assertEquals(/\[\d+ characters more\]/.exec(shortenedWords(text))?.[0], "[753 characters more]");
 * ```
 */
export function shortenedWords(text: string): string {
  return text.replace(LONG, (word) => {
    const chars = [...word];
    const left = chars.length - HEAD - TAIL;
    return `${chars.slice(0, HEAD).join("")}[${left} characters more]${
      chars.slice(-TAIL).join("")
    }`;
  });
}
