/**
 * Circles in what waits for what.
 *
 * @module
 */

/**
 * A number for each node: two nodes have the same one where each can be reached from the other.
 *
 * @example
 * ```ts
 * import { stronglyConnected } from "./graph.ts";
 * import { assertEquals, assertNotEquals } from "@std/assert";
 *
 * const parts = stronglyConnected(new Map([["a", ["b"]], ["b", ["a", "c"]], ["c", []]]));
 * assertEquals(parts.get("a"), parts.get("b"));
 * assertNotEquals(parts.get("a"), parts.get("c"));
 * ```
 */
export function stronglyConnected(
  graph: ReadonlyMap<string, Iterable<string>>,
): Map<string, number> {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const parts = new Map<string, number>();
  const open: string[] = [];
  for (const root of graph.keys()) {
    if (order.has(root)) continue;
    // A chain may be longer than calls can be deep.
    const path = [visit(root)];
    while (path.length > 0) {
      const { node, next } = path.at(-1)!;
      const step = next.next();
      if (!step.done) {
        if (!order.has(step.value)) path.push(visit(step.value));
        else if (!parts.has(step.value)) lower(node, order.get(step.value)!);
        continue;
      }
      path.pop();
      if (path.length > 0) lower(path.at(-1)!.node, lowest.get(node)!);
      if (lowest.get(node) === order.get(node)) close(node);
    }
  }
  return parts;

  function visit(node: string): { node: string; next: Iterator<string> } {
    order.set(node, order.size);
    lowest.set(node, order.get(node)!);
    open.push(node);
    return { node, next: (graph.get(node) ?? [])[Symbol.iterator]() };
  }

  function lower(node: string, to: number): void {
    lowest.set(node, Math.min(lowest.get(node)!, to));
  }

  function close(root: string): void {
    const number = order.get(root)!;
    for (let node = ""; node !== root;) {
      node = open.pop()!;
      parts.set(node, number);
    }
  }
}

/**
 * The nodes of one circle, each before the next on the way; none where there is no circle.
 *
 * @example
 * ```ts
 * import { circleIn } from "./graph.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(circleIn(new Map([["a", ["b"]], ["b", ["c"]], ["c", ["b"]]])), ["b", "c"]);
 * assertEquals(circleIn(new Map([["a", ["b"]], ["b", []]])), []);
 * ```
 */
export function circleIn(graph: ReadonlyMap<string, Iterable<string>>): string[] {
  const parts = stronglyConnected(graph);
  // Whoever has a next one within its part comes round by going there.
  const nextOf = (node: string) => {
    for (const next of graph.get(node) ?? []) {
      if (parts.get(next) === parts.get(node)) return next;
    }
  };
  const way = new Set<string>();
  let node = [...graph.keys()].find((name) => nextOf(name) !== undefined);
  for (; node !== undefined && !way.has(node); node = nextOf(node)) way.add(node);
  const all = [...way];
  return node === undefined ? [] : all.slice(all.indexOf(node));
}
