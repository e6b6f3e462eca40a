/**
 * Rules by their paths, as a tree that is walked along with an object: each field finds its rule on the way.
 *
 * @module
 */

import type { FieldRule, FieldRules } from "../../../pacts/account.ts";

/** The rules of one kind at one path, and below. */
export interface RuleNode {
  /** Rules of the path itself. */
  rules: readonly FieldRule[];
  /** What is below, by name; `[]` for items of a list, `*` for any name. */
  below: Map<string, RuleNode>;
}

/**
 * All rules of a kind in a tree. Of one path later ones come first, and the others where none of them holds. `rulesOf` has those
 * of kinds that a field may be like.
 */
export function ruleTree(
  all: readonly FieldRules[],
  rulesOf: (kind: string) => FieldRules = () => ({}),
): RuleNode {
  const root = emptyNode();
  for (const [path, rules] of all.flatMap((some) => Object.entries(some))) {
    const node = nodeAt(root, path);
    if ("like" in rules) {
      const { kind, path } = rules.like;
      graft(node, nodeAt(ruleTree([rulesOf(kind)], rulesOf), path));
    } else node.rules = [...[rules].flat(), ...node.rules];
  }
  return root;
}

function emptyNode(): RuleNode {
  return { rules: [], below: new Map() };
}

/** The node of a path, which is made where there is none. */
function nodeAt(root: RuleNode, path: string): RuleNode {
  let node = root;
  for (const step of stepsOf(path)) {
    let next = node.below.get(step);
    if (!next) node.below.set(step, next = emptyNode());
    node = next;
  }
  return node;
}

/** Adds the rules of another node and all below it, behind those that are there. */
function graft(node: RuleNode, other: RuleNode): void {
  node.rules = [...node.rules, ...other.rules];
  for (const [step, below] of other.below) {
    const own = node.below.get(step);
    if (own) graft(own, below);
    else node.below.set(step, below);
  }
}

/** Where a name, or an index, leads. */
export function nodeBelow(node: RuleNode | undefined, key: string | number): RuleNode | undefined {
  if (!node) return undefined;
  return typeof key === "number"
    ? node.below.get("[]")
    : node.below.get(key) ?? node.below.get("*");
}

/** The steps of `spec.rules[].host`: `spec`, `rules`, `[]`, `host`. */
export function stepsOf(path: string): string[] {
  // A name with other signs stands in quotes: `metadata.annotations["example.com/a"]`.
  const steps = path.matchAll(/\[\]|\["([^"]*)"\]|[^.[\]]+/g);
  return [...steps].map(([step, quoted]) => quoted ?? step);
}
