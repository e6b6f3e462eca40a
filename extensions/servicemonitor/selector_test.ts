import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { Site } from "./read.ts";
import { readSelector, selectedNamespaces, SelectorIndex } from "./selector.ts";

function select(selector: unknown, namespaces: string[] | "any" = ["shop"]) {
  const ctx = testContext([]);
  const index = new SelectorIndex<string>();
  index.add("shop", { app: "web", tier: "front" }, "web");
  index.add("shop", { app: "db" }, "db");
  index.add("data", { app: "db" }, "other");
  index.add("", { app: "db", tier: "back" }, "anywhere");
  const site = new Site(ctx, { kind: "ServiceMonitor", namespace: "shop", name: "x" });
  const read = readSelector(selector, site);
  return {
    found: read && index.select(read, namespaces === "any" ? undefined : namespaces),
    said: said(ctx),
  };
}

Deno.test("select() finds by matchLabels, also what may be in any namespace", () => {
  assertEquals(select({ matchLabels: { app: "db" } }).found, ["db", "anywhere"]);
  assertEquals(select({ matchLabels: { app: "db" } }, "any").found, [
    "db",
    "other",
    "anywhere",
  ]);
  assertEquals(select({ matchLabels: { app: null } }).found, []);
});

Deno.test("select() keeps to each operator of matchExpressions", () => {
  const expressions: [object, string[]][] = [
    [{ key: "app", operator: "In", values: ["web", "db"] }, ["web", "db", "anywhere"]],
    [{ key: "app", operator: "NotIn", values: ["db"] }, ["web"]],
    [{ key: "tier", operator: "NotIn", values: ["front"] }, ["db", "anywhere"]],
    [{ key: "tier", operator: "Exists" }, ["web", "anywhere"]],
    [{ key: "tier", operator: "DoesNotExist" }, ["db"]],
  ];
  for (const [expression, names] of expressions) {
    assertEquals(select({ matchExpressions: [expression] }).found, names);
  }
  const both = {
    matchLabels: { app: "db" },
    matchExpressions: [{ key: "tier", operator: "Exists" }],
  };
  assertEquals(select(both).found, ["anywhere"]);
});

Deno.test("select() finds everything when the selector is empty, nothing when an operator is unknown", () => {
  assertEquals(select({}).found, ["web", "db", "anywhere"]);
  assertEquals(select(null).found, undefined);
  const { found, said } = select({ matchExpressions: [{ key: "app", operator: "Like" }] });
  assertEquals(found, []);
  assertEquals(said, ["bad-selector spec.matchExpressions"]);
});

Deno.test("selectedNamespaces() is the monitor's own when it names none", () => {
  assertEquals(selectedNamespaces({ any: true, matchNames: ["a"] }, "shop"), undefined);
  assertEquals(selectedNamespaces({ matchNames: ["a", null, "b"] }, "shop"), ["a", "b"]);
  assertEquals(selectedNamespaces({ matchNames: [] }, "shop"), ["shop"]);
  assertEquals(selectedNamespaces(null, "shop"), ["shop"]);
  assertEquals(selectedNamespaces(null, ""), undefined);
});
