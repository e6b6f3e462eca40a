import { assertEquals } from "@std/assert";
import { randomNumbers } from "../../../pacts/_testing.ts";
import { SelectorIndex } from "./selector_index.ts";

function selectors(): SelectorIndex<string> {
  const index = new SelectorIndex<string>();
  index.add("shop", { app: "web" }, "web");
  index.add("shop", { tier: "front", app: "web" }, "front");
  index.add("data", { app: "web" }, "other");
  index.add("shop", {}, "nobody");
  return index;
}

Deno.test("SelectorIndex.selecting() finds what selects labels, in the order in which it came", () => {
  assertEquals(selectors().selecting("shop", { app: "web", tier: "front" }), ["web", "front"]);
  assertEquals(selectors().selecting("shop", { tier: "front", app: "web" }), ["web", "front"]);
  assertEquals(selectors().selecting("shop", { app: "web", tier: "back" }), ["web"]);
  assertEquals(selectors().selecting("shop", { tier: "front" }), []);
});

Deno.test("SelectorIndex.selecting() looks in one namespace only", () => {
  assertEquals(selectors().selecting("data", { app: "web" }), ["other"]);
  assertEquals(selectors().selecting("", { app: "web" }), []);
});

Deno.test("SelectorIndex.selecting() finds nothing when there are no labels, or the selector is empty", () => {
  assertEquals(selectors().selecting("shop", {}), []);
  assertEquals(selectors().selecting("shop", { nobody: "x" }), []);
});

Deno.test("SelectorIndex.selecting() keeps key and value apart", () => {
  const index = new SelectorIndex<string>();
  index.add("a", { "b/c": "d" }, "x");
  assertEquals(index.selecting("a", { b: "c/d" }), []);
  assertEquals(index.selecting("a", { constructor: "Object" }), []);
  assertEquals(index.selecting("a", { "b/c": "d" }), ["x"]);
});

Deno.test("SelectorIndex.delete() takes one thing out, and leaves the others in their order", () => {
  const index = selectors();
  index.delete("web");
  assertEquals(index.selecting("shop", { app: "web", tier: "front" }), ["front"]);
  assertEquals(index.selecting("data", { app: "web" }), ["other"]);
  index.add("shop", { app: "web" }, "web");
  assertEquals(index.selecting("shop", { app: "web", tier: "front" }), ["front", "web"]);
});

Deno.test("SelectorIndex.delete() does nothing when the thing is not there", () => {
  const index = selectors();
  index.delete("nobody");
  index.delete("db");
  assertEquals(index.selecting("shop", { app: "web" }), ["web"]);
});

Deno.test("SelectorIndex.selecting() finds what looking at each selector finds, whatever they are", () => {
  const random = randomNumbers(11);
  const pairs = () =>
    Object.fromEntries(
      Array.from({ length: random(4) }, () => [`k${random(3)}`, `v${random(2)}`]),
    );
  const all = Array.from({ length: 200 }, (_, id) => ({ id, selector: pairs() }));
  const index = new SelectorIndex<number>();
  for (const { id, selector } of all) index.add("shop", selector, id);
  for (const { id } of all) if (id % 3 === 0) index.delete(id);
  for (let count = 0; count < 50; count++) {
    const labels: Record<string, string> = pairs();
    const expected = all.filter(({ id, selector }) =>
      id % 3 !== 0 && Object.keys(selector).length > 0 &&
      Object.entries(selector).every(([key, value]) => labels[key] === value)
    );
    assertEquals(index.selecting("shop", labels), expected.map(({ id }) => id));
  }
});
