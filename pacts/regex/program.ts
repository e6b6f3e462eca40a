/**
 * Regular expressions as programs whose steps are followed all at once.
 *
 * @see https://swtch.com/~rsc/regexp/regexp2.html
 * @module
 */

import { charTest } from "./char_class.ts";
import type { Assertion, Regex, RegexNode } from "./syntax.ts";

/** A step. `to` and `or` are places of steps, `to` the one to prefer. */
export type Step =
  | { kind: "char"; takes: (code: number) => boolean }
  | { kind: "split"; to: number; or: number }
  | { kind: "jump"; to: number }
  | { kind: "save"; slot: number }
  | { kind: "assert"; of: Assertion; lines: boolean }
  | { kind: "look"; negated: boolean; program: Program }
  | { kind: "match" };

/** Steps, the first of which is where it begins. */
export interface Program {
  steps: readonly Step[];
  /** How many places of a text it remembers: two for each group, and two for the whole. */
  slots: number;
}

/** What one expression may come to: repetitions are written out. */
const MOST_STEPS = 20_000;

/** The program of an expression; `undefined` where it can't be one, or a large one. */
export function programOf({ root, groups }: Regex): Program | undefined {
  return compile(root, 2 * (groups + 1));
}

function compile(root: RegexNode, slots: number): Program | undefined {
  const steps: Step[] = [];
  const isWhole = add(root);
  steps.push({ kind: "match" });
  return isWhole ? { steps, slots } : undefined;

  /** Whether it could be added. */
  function add(node: RegexNode): boolean {
    if (steps.length > MOST_STEPS) return false;
    switch (node.kind) {
      case "flags":
        return true;
      case "char":
      case "any":
      case "set":
        steps.push({ kind: "char", takes: charTest(node) });
        return true;
      case "assert":
        steps.push(node);
        return true;
      case "sequence":
        return node.parts.every(add);
      case "choice":
        return addChoice(node.branches);
      case "group": {
        const { number } = node;
        if (number === undefined) return add(node.body);
        steps.push({ kind: "save", slot: 2 * number });
        if (!add(node.body)) return false;
        steps.push({ kind: "save", slot: 2 * number + 1 });
        return true;
      }
      case "repeat":
        return node.mode !== "+" && addRepeat(node);
      case "look": {
        const program = node.behind ? undefined : compile(node.body, slots);
        if (!program) return false;
        steps.push({ kind: "look", negated: node.negated, program });
        return true;
      }
      // These depend on the order in which an engine tries what it might do.
      case "atomic":
      case "reference":
        return false;
    }
  }

  function addChoice(branches: readonly RegexNode[]): boolean {
    const ends: number[] = [];
    for (const [index, branch] of branches.entries()) {
      const fork = steps.length;
      const isLast = index === branches.length - 1;
      if (!isLast) steps.push({ kind: "match" });
      if (!add(branch)) return false;
      if (isLast) break;
      ends.push(steps.length);
      steps.push({ kind: "match" });
      steps[fork] = { kind: "split", to: fork + 1, or: steps.length };
    }
    for (const end of ends) steps[end] = { kind: "jump", to: steps.length };
    return true;
  }

  function addRepeat(
    { body, low, high, lazy }: Extract<RegexNode, { kind: "repeat" }>,
  ): boolean {
    for (let count = 0; count < low; count++) if (!add(body)) return false;
    if (high === Infinity) {
      const fork = steps.length;
      steps.push({ kind: "match" });
      if (!add(body)) return false;
      steps.push({ kind: "jump", to: fork });
      steps[fork] = split(fork + 1, steps.length, lazy);
      return true;
    }
    const forks: number[] = [];
    for (let count = low; count < high; count++) {
      forks.push(steps.length);
      steps.push({ kind: "match" });
      if (!add(body)) return false;
    }
    for (const fork of forks) steps[fork] = split(fork + 1, steps.length, lazy);
    return true;
  }
}

function split(inside: number, behind: number, lazy: boolean): Step {
  return lazy
    ? { kind: "split", to: behind, or: inside }
    : { kind: "split", to: inside, or: behind };
}
