/**
 * Upper and lower case as Go has them: a character for a character, whatever the language.
 *
 * @module
 */

import { goText, toRunes } from "../go_text.ts";

/** What Go takes for white space. */
export const SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;

/** A character in upper case, where it is one. */
export function upperRune(rune: string): string {
  return one(rune, rune.toUpperCase());
}

/** A character in lower case, where it is one. */
export function lowerRune(rune: string): string {
  return rune === "İ" ? "i" : one(rune, rune.toLowerCase());
}

/** Characters of two letters have a form of their own at the start of a word. */
const TITLES: Readonly<Record<string, string>> = {
  "Ǆ": "ǅ",
  "ǆ": "ǅ",
  "ǅ": "ǅ",
  "Ǉ": "ǈ",
  "ǉ": "ǈ",
  "ǈ": "ǈ",
  "Ǌ": "ǋ",
  "ǌ": "ǋ",
  "ǋ": "ǋ",
  "Ǳ": "ǲ",
  "ǳ": "ǲ",
  "ǲ": "ǲ",
};

/** A character as a word begins with it. */
export function titleRune(rune: string): string {
  return Object.hasOwn(TITLES, rune) ? TITLES[rune] : upperRune(rune);
}

function one(rune: string, mapped: string): string {
  return [...mapped].length === 1 ? mapped : rune;
}

/** A Go string in upper case. */
export function upper(text: string): string {
  return map(text, upperRune);
}

/** A Go string in lower case. */
export function lower(text: string): string {
  return map(text, lowerRune);
}

function map(text: string, by: (rune: string) => string): string {
  // A byte that is no UTF-8 becomes U+FFFD.
  return goText(Array.from(toRunes(text), by).join(""));
}
