/**
 * Walks all leaves of an object, with the rules that hold on the way.
 *
 * @module
 */

import type { FieldRule } from "../../../pacts/account.ts";
import type { Manifest } from "../../../pacts/mod.ts";
import { nodeBelow, type RuleNode } from "./rule_tree.ts";

/** A field that holds no others, and the rules for it, the nearest first. */
export interface Leaf {
  /** Names and indices that lead to it. */
  keys: (string | number)[];
  /** What it holds. */
  value: unknown;
  /** The rules of its path, then those of what holds it. */
  rules: readonly (readonly FieldRule[])[];
  /** Whether the first of them are of this very path. */
  hasOwn: boolean;
  /** Whether there are rules for what might be below it. */
  isKnown: boolean;
}

/** A place on the way: its key, and what holds it. */
interface Step {
  key: string | number;
  parent: Step | undefined;
}

/** The leaves of an object. What is empty is a leaf; what is `null` is as if it were not there. */
export function* leavesOf(manifest: Manifest, tree: RuleNode | undefined): Generator<Leaf> {
  // Deep objects would take a stack of calls as deep.
  const open: {
    step: Step | undefined;
    value: unknown;
    node: RuleNode | undefined;
    rules: Leaf["rules"];
  }[] = [{ step: undefined, value: manifest, node: tree, rules: [] }];
  while (open.length > 0) {
    const { step, value, node, rules } = open.pop()!;
    if (value === null || value === undefined) continue;
    const held = node && node.rules.length > 0 ? [node.rules, ...rules] : rules;
    const below = typeof value === "object" ? Object.entries(value) : [];
    if (below.length === 0) {
      yield { keys: keysTo(step), value, rules: held, hasOwn: held !== rules, isKnown: !!node };
      continue;
    }
    const isList = Array.isArray(value);
    for (const [name, item] of below.reverse()) {
      const key = isList ? Number(name) : name;
      open.push({
        step: { key, parent: step },
        value: item,
        node: nodeBelow(node, key),
        rules: held,
      });
    }
  }
}

/** The keys of all steps that lead to one. */
function keysTo(last: Step | undefined): Leaf["keys"] {
  const keys: Leaf["keys"] = [];
  for (let step = last; step; step = step.parent) keys.push(step.key);
  return keys.reverse();
}
