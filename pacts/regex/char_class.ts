/**
 * Which characters a part of an expression takes.
 *
 * @module
 */

import type { RegexNode, SetItem } from "./syntax.ts";

/** Tells the characters, by their codes, that a part for one character takes. */
export function charTest(
  node: Extract<RegexNode, { kind: "char" | "any" | "set" }>,
): (code: number) => boolean {
  if (node.kind === "any") return (code) => node.newline || code !== 0x0a;
  const spellings = node.fold ? cases : (code: number) => [code];
  if (node.kind === "char") return (code) => spellings(code).includes(node.code);
  return (code) => {
    const codes = spellings(code);
    return node.items.some((item) => has(item, codes)) !== node.negated;
  };
}

/** A character in the cases that it has. */
function cases(code: number): number[] {
  const char = String.fromCodePoint(code);
  return [char, char.toLowerCase(), char.toUpperCase()].map((text) => text.codePointAt(0)!);
}

const POSIX: Record<string, RegExp> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  // deno-lint-ignore no-control-regex -- the class is about them
  ascii: /[\x00-\x7f]/,
  blank: /[\t ]/,
  // deno-lint-ignore no-control-regex -- the class is about them
  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[\t-\r ]/,
  upper: /[A-Z]/,
  word: /\w/,
  xdigit: /[0-9A-Fa-f]/,
};

const CLASSES: Record<string, RegExp> = { d: POSIX.digit, s: POSIX.space, w: POSIX.word };

/** Whether one spelling of a character is what an item says, or none is what it says not. */
function has(item: SetItem, codes: readonly number[]): boolean {
  const any = (pattern: RegExp) => codes.some((code) => pattern.test(String.fromCodePoint(code)));
  switch (item.kind) {
    case "range":
      return codes.some((code) => code >= item.low && code <= item.high);
    case "class": {
      const lower = item.letter.toLowerCase();
      return any(CLASSES[lower]) !== (item.letter !== lower);
    }
    case "posix":
      return any(POSIX[item.name]) !== item.negated;
    case "property":
      return any(unicodeClass(item.name)) !== item.negated;
  }
}

/** The names are those of a list of ours. */
function unicodeClass(name: string): RegExp {
  return new RegExp(
    name.length > 2 && name !== "Any" ? `\\p{Script=${name}}` : `\\p{${name}}`,
    "u",
  );
}
