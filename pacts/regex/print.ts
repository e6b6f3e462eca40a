/**
 * Regular expressions as an engine reads them. Groups keep their numbers and lose their names: nginx makes variables of
 * names, which would let a client set one of its own, or ours.
 *
 * @module
 */

import { parseRegex } from "./parse.ts";
import { type Assertion, BadRegex, type RegexNode, type SetItem } from "./syntax.ts";

/** How an engine spells what expressions consist of. */
export interface Spelling {
  /** A text that matches itself alone. */
  escape(text: string): string;
  /** What stands for `^` where the text begins elsewhere. */
  start?: string;
}

/**
 * An expression for Go (RE2), with the same meaning.
 *
 * @throws {BadRegex} where Go has none.
 *
 * @example
 * ```ts
 * import { goRegex } from "./print.ts";
 * import { escapeRegex } from "../ingress/route_path.ts";
 * import { assertEquals, assertThrows } from "@std/assert";
 *
 * const spelling = { escape: escapeRegex };
 * assertEquals(goRegex("/media/(?<key>.*)", spelling), "/media/(.*)");
 * assertThrows(() => goRegex("/(?!api)", spelling), Error, "look");
 * ```
 */
export function goRegex(source: string, spelling: Spelling): string {
  return print(parseRegex(source).root, { ...spelling, isGo: true });
}

/**
 * An expression for PCRE as nginx uses it, which is byte by byte.
 *
 * @throws {BadRegex} where nginx might refuse it.
 *
 * @example
 * ```ts
 * import { pcreRegex } from "./print.ts";
 * import { escapeRegex } from "../ingress/route_path.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const spelling = { escape: escapeRegex };
 * assertEquals(pcreRegex("/(?<host>[^/]+)/(?!api)", spelling), "/([^/]+)/(?!api)");
 * ```
 */
export function pcreRegex(source: string, spelling: Spelling): string {
  return print(parseRegex(source).root, { ...spelling, isGo: false });
}

interface Engine extends Spelling {
  isGo: boolean;
}

function print(node: RegexNode, engine: Engine): string {
  const inside = (body: RegexNode) => print(body, engine);
  switch (node.kind) {
    case "char":
      return engine.escape(charOf(node.code));
    case "any":
      return ".";
    case "assert":
      return place(node.of, engine);
    case "flags":
      return `(?${node.flags})`;
    case "set":
      return printSet(node, engine);
    case "sequence":
      return node.parts.map(inside).join("");
    case "choice":
      return node.branches.map(inside).join("|");
    case "group":
      return `(${node.number === undefined ? `?${node.flags}:` : ""}${inside(node.body)})`;
    case "repeat": {
      if (engine.isGo && node.mode === "+") {
        throw new BadRegex("Go has no repetition that keeps all");
      }
      const body = inside(node.body);
      // What is several bytes there would be repeated in its last alone.
      const isWide = !engine.isGo && node.body.kind === "char" && node.body.code > 0x7f;
      return `${isWide ? `(?:${body})` : body}${times(node.low, node.high)}${node.mode}`;
    }
    case "look":
      if (engine.isGo) throw new BadRegex("Go can't look around");
      // PCRE takes those of one length alone.
      if (node.behind) throw new BadRegex("it looks behind");
      return `(?${node.negated ? "!" : "="}${inside(node.body)})`;
    case "atomic":
      if (engine.isGo) throw new BadRegex("Go has no atomic groups");
      return `(?>${inside(node.body)})`;
    case "reference":
      if (engine.isGo) throw new BadRegex("Go can't refer back to groups");
      return `\\g{${node.group}}`;
  }
}

function times(low: number, high: number): string {
  if (low === 0 && high === Infinity) return "*";
  if (low === 1 && high === Infinity) return "+";
  if (low === 0 && high === 1) return "?";
  return low === high ? `{${low}}` : `{${low},${high === Infinity ? "" : high}}`;
}

function place(of: Assertion, { isGo, start }: Engine): string {
  if (start !== undefined && (of === "^" || of === "A")) return start;
  if (of === "^" || of === "$") return of;
  return isGo && of === "Z" ? "\\z" : `\\${of}`;
}

function charOf(code: number): string {
  if (code >= 0xd800 && code <= 0xdfff) throw new BadRegex("it holds half a character");
  return String.fromCodePoint(code);
}

function printSet(
  { negated, items }: Extract<RegexNode, { kind: "set" }>,
  engine: Engine,
): string {
  const [only] = items;
  if (!negated && items.length === 1 && (only.kind === "class" || only.kind === "property")) {
    return printItem(only, engine);
  }
  const wide = engine.isGo
    ? []
    : items.filter((item) => item.kind === "range" && item.high > 0x7f) as {
      low: number;
      high: number;
    }[];
  if (wide.length === 0) {
    return `[${negated ? "^" : ""}${items.map((item) => printItem(item, engine)).join("")}]`;
  }
  if (negated || wide.some(({ low, high }) => low !== high)) {
    throw new BadRegex(
      "a set of characters says more of those beyond ASCII than nginx can tell, which reads bytes",
    );
  }
  const narrow = items.filter((item) => !(item.kind === "range" && item.high > 0x7f));
  const branches = wide.map(({ low }) => engine.escape(charOf(low)));
  if (narrow.length > 0) {
    branches.unshift(`[${narrow.map((item) => printItem(item, engine)).join("")}]`);
  }
  return `(?:${branches.join("|")})`;
}

function printItem(item: SetItem, engine: Engine): string {
  switch (item.kind) {
    case "class":
      return `\\${item.letter}`;
    case "posix":
      return `[:${item.negated ? "^" : ""}${item.name}:]`;
    case "property":
      if (!engine.isGo) throw new BadRegex("nginx reads bytes, and knows no classes of Unicode");
      return `\\${item.negated ? "P" : "p"}{${item.name}}`;
    case "range": {
      const [low, high] = [item.low, item.high].map((code) =>
        // A hyphen, and what PCRE would take for the name of a class: `[:a:]`.
        "-:.=".includes(charOf(code)) ? `\\${charOf(code)}` : engine.escape(charOf(code))
      );
      return item.low === item.high ? low : `${low}-${high}`;
    }
  }
}
