import { assertEquals } from "@std/assert";
import { ruleTree } from "./rule_tree.ts";
import { leavesOf } from "./walk.ts";
import { writtenPath } from "./written_path.ts";

Deno.test("leavesOf() has each field that holds no others, with the nearest rules first", () => {
  const outer = { meaningless: "outer" };
  const inner = { meaningless: "inner" };
  const manifest = {
    kind: "Widget",
    metadata: { name: "w" },
    spec: { none: null, empty: {}, items: [{ a: 1 }, { a: 2, b: "x" }] },
  };
  const leaves = [...leavesOf(manifest, ruleTree([{ spec: outer, "spec.items[].a": inner }]))];
  assertEquals(leaves.map(({ keys, rules, hasOwn }) => [writtenPath(keys), rules, hasOwn]), [
    ["kind", [], false],
    ["metadata.name", [], false],
    ["spec.empty", [[outer]], false],
    ["spec.items[0].a", [[inner], [outer]], true],
    ["spec.items[1].a", [[inner], [outer]], true],
    ["spec.items[1].b", [[outer]], false],
  ]);
});

Deno.test("leavesOf() comes to an end when an object is deep", () => {
  let spec: unknown = "end";
  for (let depth = 0; depth < 20_000; depth++) spec = { a: spec };
  const manifest = { kind: "Widget", metadata: { name: "w" }, spec: spec as object };
  assertEquals([...leavesOf(manifest, undefined)].length, 3);
});
