import { assertEquals } from "@std/assert";
import { readLabelSelector, selectsLabels } from "./label_selector.ts";
import { SelectorIndex } from "./selector_index.ts";

const VALUES = ["a", "b", undefined];

/** All ways in which two labels can be set. */
const LABELS = VALUES.flatMap((x) =>
  VALUES.map((y) => ({ ...(x && { x }), ...(y && { y }) }) as Record<string, string>)
);

const EXPRESSIONS = [
  [],
  [{ key: "x", operator: "In", values: ["a"] }],
  [{ key: "y", operator: "DoesNotExist" }],
];

const SELECTORS = LABELS.flatMap((matchLabels) =>
  EXPRESSIONS.map((matchExpressions) => readLabelSelector({ matchLabels, matchExpressions }))
);

Deno.test("selecting() finds what a look at each selector would find, in its order", () => {
  const index = new SelectorIndex<number>();
  for (const [place, selector] of SELECTORS.entries()) index.add("shop", selector, place);
  for (const labels of LABELS) {
    const expected = [...SELECTORS.keys()].filter((place) =>
      selectsLabels(SELECTORS[place], labels)
    );
    assertEquals(index.selecting("shop", labels), expected);
  }
});

Deno.test("selecting() keeps namespaces and odd labels apart", () => {
  const index = new SelectorIndex<string>();
  index.add("a", readLabelSelector({ matchLabels: { 'x","y': "z" } }), "odd");
  index.add("b", readLabelSelector({}), "other");

  assertEquals(index.selecting("a", { x: "y", z: "" }), []);
  assertEquals(index.selecting("a", { 'x","y': "z" }), ["odd"]);
  assertEquals(index.all("c"), []);
});
