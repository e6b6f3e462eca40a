/**
 * Adds many things to a list.
 *
 * @module
 */

/**
 * Adds things to a list, however many: as arguments of `push()` there may be more than a call takes.
 *
 * @example
 * ```ts
 * import { append } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const list = [1];
 * append(list, [2, 3]);
 * assertEquals(list, [1, 2, 3]);
 * ```
 */
export function append<T>(list: T[], more: Iterable<T>): void {
  for (const item of more) list.push(item);
}
