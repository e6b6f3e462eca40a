import { assertEquals } from "@std/assert";
import { isOpenSelector, labelsOf, readLabelSelector, selectsLabels } from "./label_selector.ts";

function selects(selector: unknown, labels: Record<string, string>): boolean {
  return selectsLabels(readLabelSelector(selector), labels);
}

Deno.test("selectsLabels() asks for all of matchLabels", () => {
  const selector = { matchLabels: { app: "web", version: 2 } };
  assertEquals(selects(selector, { app: "web", version: "2", more: "x" }), true);
  assertEquals(selects(selector, { app: "web" }), false);
  assertEquals(selects({ matchLabels: { toString: "x" } }, {}), false);
});

Deno.test("selectsLabels() knows each operator, and no other", () => {
  const one = (operator: string, labels: Record<string, string>) =>
    selects({ matchExpressions: [{ key: "a", operator, values: ["1", null, 2] }] }, labels);
  assertEquals([one("In", { a: "1" }), one("In", { a: "3" }), one("In", {})], [true, false, false]);
  assertEquals([one("NotIn", { a: "2" }), one("NotIn", { a: "3" }), one("NotIn", {})], [
    false,
    true,
    true,
  ]);
  assertEquals([one("Exists", { a: "" }), one("Exists", {})], [true, false]);
  assertEquals([one("DoesNotExist", { a: "" }), one("DoesNotExist", {})], [false, true]);
  assertEquals([one("Gt", { a: "9" }), one("", {})], [false, false]);
});

Deno.test("selectsLabels() takes labels that nobody knows for right", () => {
  const selector = readLabelSelector({ matchLabels: { app: "web", team: "x" } });
  assertEquals(selectsLabels(selector, { app: "web" }, (key) => key === "app"), true);
  assertEquals(selectsLabels(selector, { app: "db" }, (key) => key === "app"), false);
});

Deno.test("readLabelSelector() has no condition when there is no selector", () => {
  for (
    const value of [null, undefined, "text", [], {}, { matchLabels: 3, matchExpressions: [null] }]
  ) {
    assertEquals(isOpenSelector(readLabelSelector(value)), true);
  }
});

Deno.test("labelsOf() keeps a label that is null, and empty", () => {
  assertEquals(labelsOf({ a: null, b: true }), { a: "", b: "true" });
});
