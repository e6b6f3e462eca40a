/**
 * Circles of what waits for what.
 *
 * @module
 */

/**
 * The names of the first circle that there is, each before the one that it waits for; none where there is no circle. Takes as
 * long as there are names and waits.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const waits: Record<string, string[]> = { a: ["b"], b: ["c"], c: ["b"] };
 * assertEquals(circleAmong(["a", "b", "c"], (name) => waits[name]), ["b", "c"]);
 * assertEquals(circleAmong(["a"], () => []), []);
 * ```
 */
export function circleAmong(
  names: readonly string[],
  waitsFor: (name: string) => readonly string[],
): string[] {
  const known = new Set(names);
  const done = new Set<string>();
  for (const first of names) {
    // The way that has been gone, with what is still to be looked at from each place.
    const way: { name: string; left: string[] }[] = [];
    const places = new Map<string, number>();
    const enter = (name: string) => {
      places.set(name, way.length);
      way.push({ name, left: waitsFor(name).filter((other) => known.has(other)) });
    };
    if (!done.has(first)) enter(first);
    while (way.length > 0) {
      const { name, left } = way.at(-1)!;
      const next = left.pop();
      if (next === undefined) {
        done.add(name);
        places.delete(name);
        way.pop();
      } else if (places.has(next)) return way.slice(places.get(next)).map(({ name }) => name);
      else if (!done.has(next)) enter(next);
    }
  }
  return [];
}
