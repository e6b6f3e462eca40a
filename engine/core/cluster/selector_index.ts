/**
 * Things with selectors, found by the labels that they select without looking at each of them.
 *
 * @module
 */

import { ownValue } from "../../../pacts/read.ts";

type Pairs = Readonly<Record<string, string>>;

/** Things of namespaces by what they select. */
export class SelectorIndex<T> {
  /** Each is under one pair of its selector: labels that it selects hold that too. */
  readonly #byPair = new Map<string, Map<T, Pairs>>();
  #count = 0;
  readonly #places = new Map<T, { key: string; order: number }>();

  /** Adds a thing with its selector; an empty one selects nothing. */
  add(namespace: string, selector: Pairs, item: T): void {
    const [first] = Object.entries(selector);
    if (!first) return;
    const key = `${namespace}\n${first[0]}\n${first[1]}`;
    let bucket = this.#byPair.get(key);
    if (!bucket) this.#byPair.set(key, bucket = new Map());
    bucket.set(item, selector);
    this.#places.set(item, { key, order: this.#count++ });
  }

  /** Takes a thing out again, whatever its selector is by now. */
  delete(item: T): void {
    const place = this.#places.get(item);
    if (!place) return;
    this.#byPair.get(place.key)?.delete(item);
    this.#places.delete(item);
  }

  /** The things of a namespace that select these labels, in the order in which they came. */
  selecting(namespace: string, labels: Pairs): T[] {
    const found: T[] = [];
    for (const [key, value] of Object.entries(labels)) {
      for (const [item, selector] of this.#byPair.get(`${namespace}\n${key}\n${value}`) ?? []) {
        if (Object.entries(selector).every(([name, wanted]) => ownValue(labels, name) === wanted)) {
          found.push(item);
        }
      }
    }
    return found.sort((a, b) => this.#places.get(a)!.order - this.#places.get(b)!.order);
  }
}
