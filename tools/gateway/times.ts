/**
 * Many requests at a time.
 *
 * @module
 */

/** Does some work so many times, ten at a time. */
export async function times<T>(count: number, work: () => Promise<T>): Promise<T[]> {
  const done: T[] = [];
  while (done.length < count) {
    const next = Math.min(10, count - done.length);
    done.push(...await Promise.all(Array.from({ length: next }, work)));
  }
  return done;
}
