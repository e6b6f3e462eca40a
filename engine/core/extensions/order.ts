/**
 * Puts extensions in the order in which they run: by priority, unless one says what it runs after or before.
 *
 * @module
 */

import { UserError } from "../user_error.ts";

/** Something to put in order. */
export interface Orderable {
  /** The extension, or what is known of it. */
  extension: {
    readonly name: string;
    readonly after?: readonly string[];
    readonly before?: readonly string[];
  };
  /** Its priority, the default of its sort where it says none. */
  priority: number;
  /** Whether it comes before all that do not, whatever their priorities. */
  isFirst?: boolean;
}

/** One name runs before another, whatever they say themselves. */
export type Precedence = readonly [first: string, second: string];

/**
 * The items in order: of those that wait for nobody the one of the lowest priority comes next, and of equal ones
 * the one that came first.
 *
 * @throws {UserError} where some wait for each other; it names them.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { inOrder } from "./order.ts";
 *
 * const item = (name: string, priority: number, after: string[] = []) => ({
 *   extension: { name, after },
 *   priority,
 * });
 * const ordered = inOrder([item("a", 10, ["c"]), item("b", 20), item("c", 30)]);
 * assertEquals(ordered.map(({ extension }) => extension.name), ["b", "c", "a"]);
 * ```
 */
export function inOrder<T extends Orderable>(
  items: readonly T[],
  learned: readonly Precedence[] = [],
): T[] {
  const waits = waitingFor(items, learned);
  const left = [...items].sort((a, b) =>
    Number(b.isFirst ?? false) - Number(a.isFirst ?? false) || a.priority - b.priority
  );
  const ordered: T[] = [];
  const done = new Set<T>();
  while (left.length > 0) {
    const next = left.findIndex((item) => [...waits.get(item)!].every((other) => done.has(other)));
    if (next < 0) throw cycle(left, waits);
    const [item] = left.splice(next, 1);
    ordered.push(item);
    done.add(item);
  }
  return ordered;
}

/** What each waits for. A name may be that of several. */
function waitingFor<T extends Orderable>(
  items: readonly T[],
  learned: readonly Precedence[],
): Map<T, Set<T>> {
  const byName = Map.groupBy(items, ({ extension }) => extension.name);
  const waits = new Map(items.map((item) => [item, new Set<T>()]));
  const wait = (item: T, other: T) => {
    if (item.extension.name !== other.extension.name) waits.get(item)!.add(other);
  };
  for (const item of items) {
    for (const name of item.extension.after ?? []) {
      for (const other of byName.get(name) ?? []) wait(item, other);
    }
    for (const name of item.extension.before ?? []) {
      for (const other of byName.get(name) ?? []) wait(other, item);
    }
  }
  for (const [first, second] of learned) {
    for (const item of byName.get(second) ?? []) {
      for (const other of byName.get(first) ?? []) wait(item, other);
    }
  }
  return waits;
}

function cycle<T extends Orderable>(
  left: readonly T[],
  waits: ReadonlyMap<T, ReadonlySet<T>>,
): UserError {
  // Each of them waits for another of them, so this comes round.
  const path: T[] = [left[0]];
  for (;;) {
    const next = [...waits.get(path.at(-1)!)!].find((other) => left.includes(other))!;
    const start = path.indexOf(next);
    if (start >= 0) {
      const names = [...path.slice(start), next].map(({ extension }) => `"${extension.name}"`);
      return new UserError(
        `the extensions can't be put in order, since each of these runs after the next: ${
          names.join(", ")
        }. Change "after" or "before" in one of them, or turn one off in dekube.yaml: extensions.<name>.enabled: false`,
      );
    }
    path.push(next);
  }
}
