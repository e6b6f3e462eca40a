/**
 * Texts that a pattern takes long over, if there are any.
 *
 * @module
 */

import { parseRegex, type RegexNode, type SetItem } from "@dekube/engine/pacts/regex";

/** A text that is `before`, then any number of `pump`, then `behind`. */
export interface Pumped {
  before: string;
  pump: string;
  behind: string;
}

/** Ends that a pattern does not foresee. */
const ENDS = ["", "\0", "\n\0", " \0", "a\0", "\u{10ffff}"];

/**
 * For each part of a pattern that is repeated without end: what leads up to it, what it repeats, and an end that does
 * not fit. Whoever goes back looks at all of what is repeated again.
 *
 * @throws {Error} where the pattern has something that is not known here.
 */
export function pumpedTexts(source: string): Pumped[] {
  const found: Pumped[] = [];
  visit(parseRegex(readable(source)).root, "", found);
  const texts = found.flatMap(({ before, pump }) =>
    ["", before].flatMap((before) => ENDS.map((behind) => ({ before, pump, behind })))
  );
  return [...new Map(texts.map((text) => [JSON.stringify(text), text])).values()];
}

/** What only JavaScript writes so. */
function readable(source: string): string {
  return source.replaceAll("[^]", "[\\s\\S]")
    .replace(/\\u\{?([0-9a-f]{1,6})\}?/gi, (_, code) => `\\x{${code}}`)
    .replace(/\\([/\-`"'#%&,:;<=>@~!])/g, (_, sign) => `\\x{${sign.charCodeAt(0).toString(16)}}`)
    .replaceAll("\\p{Default_Ignorable_Code_Point}", "\\x{ad}").replaceAll("\\0", "\\x{0}")
    .replaceAll("\\/", "/").replaceAll("\\b\\f", "\\x{8}\\f");
}

/** Adds what is repeated in a part, and returns a text that the part matches. */
function visit(node: RegexNode, before: string, found: Pumped[]): string {
  switch (node.kind) {
    case "sequence": {
      let text = "";
      for (const part of node.parts) text += visit(part, before + text, found);
      return text;
    }
    case "choice": {
      const texts = node.branches.map((branch) => visit(branch, before, found));
      return texts.find((text) => text !== "") ?? "";
    }
    case "repeat": {
      const text = visit(node.body, before, found);
      if (node.high === Infinity || node.high > 100) {
        // What leads up to it may begin anew in what is repeated.
        for (const pump of new Set([text, ...samples(node.body), before + text])) {
          if (pump !== "") found.push({ before, pump, behind: "" });
        }
      }
      return text.repeat(Math.min(node.low, 20));
    }
    case "group":
    case "atomic":
      return visit(node.body, before, found);
    case "look":
      if (!node.negated) visit(node.body, before, found);
      return "";
    default:
      return samples(node)[0] ?? "";
  }
}

/** Characters of many sorts, of which one is in almost every set. */
const CHARACTERS = [
  ..."a0 \n\t\r-_./:,;A=#@$%&*+?!~^|\\\"'`<>()[]{}\0",
  "é",
  "\u{1f600}",
  "\u2028",
  "\x1b",
];

/** Texts that a part of one character matches. */
function samples(node: RegexNode): string[] {
  switch (node.kind) {
    case "char":
      return [String.fromCodePoint(node.code)];
    case "any":
      return ["a", " ", "/", "."];
    case "set":
      return CHARACTERS.filter((character) =>
        node.items.some((item) => isIn(item, character.codePointAt(0)!)) !== node.negated
      ).concat(
        node.negated
          ? []
          : node.items.flatMap((item) =>
            item.kind === "range" ? [String.fromCodePoint(item.low)] : []
          ),
      ).slice(0, 6);
    case "group":
    case "atomic":
      return samples(node.body);
    case "choice":
      return node.branches.flatMap(samples);
    default:
      return [];
  }
}

function isIn(item: SetItem, code: number): boolean {
  if (item.kind === "range") return item.low <= code && code <= item.high;
  const character = String.fromCodePoint(code);
  if (item.kind === "class") return new RegExp(`\\${item.letter}`).test(character);
  if (item.kind === "property") {
    return new RegExp(`\\p{${item.name}}`, "u").test(character) !== item.negated;
  }
  return false;
}
