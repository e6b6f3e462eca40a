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
  const plain = node.kind === "char"
    ? (code: number) => code === node.code
    : (code: number) => node.items.some((item) => has(item, code));
  const either = node.fold ? (code: number) => cases(code).some(plain) : plain;
  return node.kind === "set" && node.negated ? (code) => !either(code) : either;
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

function has(item: SetItem, code: number): boolean {
  const char = String.fromCodePoint(code);
  switch (item.kind) {
    case "range":
      return code >= item.low && code <= item.high;
    case "class": {
      const lower = item.letter.toLowerCase();
      return CLASSES[lower].test(char) !== (item.letter !== lower);
    }
    case "posix":
      return POSIX[item.name].test(char) !== item.negated;
    case "property":
      return unicodeClass(item.name).test(char) !== item.negated;
  }
}

/** The names are those of a list of ours. */
function unicodeClass(name: string): RegExp {
  return new RegExp(
    name.length > 2 && name !== "Any" ? `\\p{Script=${name}}` : `\\p{${name}}`,
    "u",
  );
}
