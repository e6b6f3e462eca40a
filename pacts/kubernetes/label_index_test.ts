import { assertEquals } from "@std/assert";
import { LabelIndex } from "./label_index.ts";

function labelled(): LabelIndex<string> {
  const index = new LabelIndex<string>();
  index.add("shop", { app: "web", tier: "front" }, "web");
  index.add("shop", { app: "web", tier: "back" }, "worker");
  index.add("data", { app: "web" }, "other");
  return index;
}

Deno.test("LabelIndex.matching() finds what has all labels of the selector, in the order in which it came", () => {
  assertEquals(labelled().matching("shop", { app: "web" }), ["web", "worker"]);
  assertEquals(labelled().matching("shop", { app: "web", tier: "back" }), ["worker"]);
  assertEquals(labelled().matching("shop", { tier: "back", app: "db" }), []);
});

Deno.test("LabelIndex.matching() looks in one namespace only", () => {
  assertEquals(labelled().matching("data", { app: "web" }), ["other"]);
  assertEquals(labelled().matching("", { app: "web" }), []);
});

Deno.test("LabelIndex.matching() finds nothing when the selector is empty", () => {
  assertEquals(labelled().matching("shop", {}), []);
});

Deno.test("LabelIndex.matching() keeps key and value apart", () => {
  const index = new LabelIndex<string>();
  index.add("a", { "b/c": "d" }, "x");
  assertEquals(index.matching("a", { b: "c/d" }), []);
  assertEquals(index.matching("a", { constructor: "Object" }), []);
});

Deno.test("LabelIndex.delete() takes one thing out, and leaves the others", () => {
  const index = labelled();
  index.delete("web");
  assertEquals(index.matching("shop", { app: "web" }), ["worker"]);
  assertEquals(index.matching("shop", { tier: "front" }), []);
  assertEquals(index.matching("data", { app: "web" }), ["other"]);
});

Deno.test("LabelIndex.delete() does nothing when the thing is not there", () => {
  const index = labelled();
  index.delete("nobody");
  index.delete("web");
  index.delete("web");
  assertEquals(index.matching("shop", { app: "web" }), ["worker"]);
});

Deno.test("LabelIndex.add() takes a thing back that was deleted, with other labels", () => {
  const index = labelled();
  index.delete("web");
  index.add("data", { app: "db" }, "web");
  assertEquals(index.matching("data", { app: "db" }), ["web"]);
  assertEquals(index.matching("shop", { tier: "front" }), []);
});

Deno.test("LabelIndex.nearly() takes the first of those that count as one", () => {
  const index = new LabelIndex<string>();
  for (const name of ["kv-0", "kv-1"]) index.add("shop", { app: "kv", pod: name }, name);
  const selector = { app: "kv", role: "master" };
  const set = (name: string) => name.slice(0, 2);
  assertEquals(index.nearly("shop", selector), undefined);
  assertEquals(index.nearly("shop", selector, set), {
    item: "kv-0",
    others: ["kv-1"],
    missing: ["role"],
  });
  index.add("shop", { app: "kv" }, "other");
  assertEquals(index.nearly("shop", selector, set), undefined);
  index.delete("other");
  index.add("shop", { app: "kv", role: "none" }, "kv-2");
  assertEquals(index.nearly("shop", selector, set), undefined);
});
