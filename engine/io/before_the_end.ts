/**
 * What is done before the program ends, where it is ended by a signal.
 *
 * @module
 */

const tasks = new Set<() => void>();

/**
 * Has something done if the program is ended before the result is disposed of. It must not wait for anything.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const done: string[] = [];
 * {
 *   using _first = beforeTheEnd(() => done.push("first"));
 *   using _second = beforeTheEnd(() => done.push("second"));
 *   endNow();
 * }
 * endNow();
 * assertEquals(done, ["second", "first"]);
 * ```
 */
export function beforeTheEnd(task: () => void): Disposable {
  tasks.add(task);
  return { [Symbol.dispose]: () => void tasks.delete(task) };
}

/** Does what is to be done, the latest first. What fails keeps nothing else from being done. */
export function endNow(): void {
  const all = [...tasks].reverse();
  tasks.clear();
  for (const task of all) {
    try {
      task();
    } catch {
      // The next run tidies up.
    }
  }
}
