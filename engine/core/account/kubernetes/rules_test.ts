import { assert, assertEquals } from "@std/assert";
import type { FieldRules } from "../../../../pacts/account.ts";
import type { Fields } from "../../../../pacts/mod.ts";
import { KUBERNETES_FIELDS } from "../../findings/kubernetes_fields.ts";
import { nodeBelow, type RuleNode, ruleTree, stepsOf } from "../rule_tree.ts";
import { CLUSTER_KINDS } from "./cluster_kinds.ts";
import { ALL_KINDS, KUBERNETES_RULES } from "./rules.ts";

/** Whether a kind has a field; what holds anything has each. */
function isField(path: string, fields: Fields): boolean {
  let here = fields;
  for (const step of stepsOf(path).filter((step) => step !== "[]")) {
    if (here === true) return true;
    if (!Object.hasOwn(here, step)) return false;
    here = here[step];
  }
  return true;
}

Deno.test("KUBERNETES_RULES are of fields that there are", () => {
  for (const [kind, fields] of Object.entries(KUBERNETES_FIELDS)) {
    const paths = Object.keys(KUBERNETES_RULES[kind]);
    const own = paths.filter((path) => !/^(?:metadata|$)/.test(path));
    assertEquals(own.filter((path) => !isField(path, fields)), [], kind);
  }
});

/** Paths of fields that no rule is for, of those of a kind. */
function* withoutRule(fields: Fields, node: RuleNode | undefined, path = ""): Iterable<string> {
  // Items of a list stand for the list.
  const here = node && [node, nodeBelow(node, 0)].filter((one) => one !== undefined);
  if (here?.some(({ rules }) => rules.some(({ when }) => when === undefined))) return;
  if (fields === true || !here) {
    yield path;
    return;
  }
  for (const [name, below] of Object.entries(fields)) {
    const next = here.map((one) => nodeBelow(one, name)).find((one) => one !== undefined);
    yield* withoutRule(below, next, path === "" ? name : `${path}.${name}`);
  }
}

Deno.test("KUBERNETES_RULES have one for each field that there is", () => {
  for (const [kind, fields] of Object.entries(KUBERNETES_FIELDS)) {
    const tree = ruleTree([ALL_KINDS, KUBERNETES_RULES[kind]]);
    assertEquals([...withoutRule(fields, tree)], [], kind);
  }
});

Deno.test("KUBERNETES_RULES say why a field means nothing, and where one goes", () => {
  const all: [string, FieldRules][] = [["", ALL_KINDS], ...Object.entries(KUBERNETES_RULES)];
  for (const [kind, rules] of all) {
    for (const [path, rule] of Object.entries(rules)) {
      for (const one of "like" in rule ? [] : [rule].flat()) {
        const text = "becomes" in one ? one.becomes : one.meaningless;
        assert(text.length > 3 && !text.endsWith("."), `${kind} ${path}: ${text}`);
      }
    }
  }
  for (const kind of Object.keys(CLUSTER_KINDS)) assert("" in KUBERNETES_RULES[kind], kind);
});
