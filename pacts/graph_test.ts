import { assertEquals } from "@std/assert";
import { randomNumbers } from "./_testing.ts";
import { stronglyConnected } from "./graph.ts";

/** Nodes of one part each, sorted. */
function partsOf(graph: Record<string, string[]>): string[] {
  const parts = stronglyConnected(new Map(Object.entries(graph)));
  return [...Map.groupBy(parts.keys(), (node) => parts.get(node)).values()]
    .map((nodes) => nodes.sort().join("")).sort();
}

Deno.test("stronglyConnected() finds circles, and leaves all else apart", () => {
  assertEquals(partsOf({ a: ["b"], b: ["c"], c: [] }), ["a", "b", "c"]);
  assertEquals(partsOf({ a: ["b"], b: ["c"], c: ["a"], d: ["a"] }), ["abc", "d"]);
  assertEquals(partsOf({ a: ["b"], b: ["a"], c: ["d", "b"], d: ["c"] }), ["ab", "cd"]);
  assertEquals(partsOf({ a: ["gone", "a"] }), ["a", "gone"]);
});

Deno.test("stronglyConnected() takes a chain of any length", () => {
  const graph = Object.fromEntries(
    Array.from({ length: 50_000 }, (_, index) => [`n${index}`, [`n${index + 1}`]]),
  );
  assertEquals(new Set(stronglyConnected(new Map(Object.entries(graph))).values()).size, 50_001);
});

Deno.test("stronglyConnected() agrees with walking the graph", () => {
  const random = randomNumbers(1);
  for (let round = 0; round < 200; round++) {
    const names = [..."abcdefg"];
    const graph = new Map(names.map((name) => [name, names.filter(() => random(5) === 0)]));
    const reached = new Map(names.map((name) => {
      const seen = new Set([name]);
      for (const one of seen) for (const next of graph.get(one)!) seen.add(next);
      return [name, seen];
    }));
    const parts = stronglyConnected(graph);
    for (const one of names) {
      for (const other of names) {
        const isMutual = reached.get(one)!.has(other) && reached.get(other)!.has(one);
        assertEquals(parts.get(one) === parts.get(other), isMutual);
      }
    }
  }
});
