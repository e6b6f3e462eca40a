/**
 * How large regular expressions may be. Engines refuse those beyond limits of their own, and a proxy
 * with one does not start.
 *
 * @module
 */

import { BadRegex, type RegexNode, type RegexSyntax } from "./syntax.ts";

/** How many groups may stand in each other: fewer than PCRE's 250, since more are put around an expression. */
export const MOST_DEPTH = 200;

/** Go's limit for counted repetitions, and for those in each other together. */
export const MOST_REPEATS = 1000;

/** PCRE writes an expression out into 64 KiB; Go has a limit of its own, in parts. */
const LARGEST = { common: 50_000, go: 3_000_000 };

/** @throws {BadRegex} where an expression is too large for an engine. */
export function requireSize(root: RegexNode, syntax: RegexSyntax): void {
  if (sizeOf(root, MOST_REPEATS, syntax === "go") > LARGEST[syntax]) {
    throw new BadRegex("it is too large, with all that it repeats");
  }
}

/** In bytes for PCRE, near enough; in parts of a program for Go. `left` is how often a part may still be repeated. */
function sizeOf(node: RegexNode, left: number, isGo: boolean): number {
  switch (node.kind) {
    case "sequence":
      return sum(node.parts);
    case "choice":
      return sum(node.branches) + node.branches.length * (isGo ? 1 : 4);
    case "group":
    case "look":
    case "atomic":
      return sizeOf(node.body, left, isGo) + (isGo ? 2 : 16);
    case "repeat": {
      const { low, high, body } = node;
      const times = high === Infinity ? low : high;
      if (times > left) {
        throw new BadRegex(`repetitions in each other come to more than ${MOST_REPEATS}`);
      }
      const size = sizeOf(body, times > 1 ? Math.floor(left / times) : left, isGo);
      return Math.max(1, times) * size + (isGo ? 2 : 8);
    }
    case "set":
      return isGo ? 1 : 40;
    case "char":
    case "any":
    case "assert":
    case "flags":
    case "reference":
      return isGo ? 1 : 4;
  }

  function sum(nodes: readonly RegexNode[]): number {
    return nodes.reduce((total, part) => total + sizeOf(part, left, isGo), 0);
  }
}
