import { assertEquals } from "@std/assert";
import { nodeBelow, ruleTree, stepsOf } from "./rule_tree.ts";

Deno.test("stepsOf() takes a path apart, when names in it have other signs too", () => {
  assertEquals(stepsOf("spec.rules[].host"), ["spec", "rules", "[]", "host"]);
  assertEquals(stepsOf('metadata.annotations["a.example/b"].c'), [
    "metadata",
    "annotations",
    "a.example/b",
    "c",
  ]);
  assertEquals(stepsOf(""), []);
});

Deno.test("ruleTree() has the last rules of a path first, and leads to them by names and indices", () => {
  const early = { meaningless: "early" };
  const late = { meaningless: "late" };
  const tree = ruleTree([
    { "a[].b": early, "": early },
    { "a[].b": late, "c.*": [early, late] },
  ]);
  assertEquals(tree.rules, [early]);
  assertEquals(nodeBelow(nodeBelow(nodeBelow(tree, "a"), 3), "b")?.rules, [late, early]);
  assertEquals(nodeBelow(nodeBelow(tree, "c"), "whatever")?.rules, [early, late]);
  assertEquals(nodeBelow(tree, "d"), undefined);
});

Deno.test("ruleTree() has below a field the rules of what it is like, behind its own", () => {
  const own = { meaningless: "own" };
  const theirs = { meaningless: "theirs" };
  const pod = {
    "spec.template.image": theirs,
    "spec.template.node": theirs,
    "spec.replicas": theirs,
  };
  const like = { kind: "Deployment", path: "spec.template" };
  const tree = ruleTree([{ "spec.pod.image": own }, { "spec.pod": { like } }], () => pod);
  const at = (...steps: string[]) =>
    steps.reduce<ReturnType<typeof ruleTree> | undefined>(nodeBelow, tree)?.rules;
  assertEquals(at("spec", "pod", "image"), [own, theirs]);
  assertEquals(at("spec", "pod", "node"), [theirs]);
  assertEquals(at("spec", "replicas"), undefined);
});
