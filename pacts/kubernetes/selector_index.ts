/**
 * Selectors, found by the labels of an object without looking at each of them.
 *
 * @module
 */

import { type Labels, type LabelSelector, selectsLabels } from "./label_selector.ts";

interface Entry<T> {
  item: T;
  selector: LabelSelector;
  /** Which one it was of those added. */
  place: number;
}

/**
 * Things of namespaces that select objects by label.
 *
 * @example
 * ```ts
 * import { readLabelSelector, SelectorIndex } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const index = new SelectorIndex<string>();
 * index.add("shop", readLabelSelector({ matchLabels: { app: "web" } }), "web");
 * index.add("shop", readLabelSelector({}), "all");
 * assertEquals(index.selecting("shop", { app: "web", tier: "front" }), ["web", "all"]);
 * assertEquals(index.selecting("shop", {}), ["all"]);
 * assertEquals(index.all("shop"), ["web", "all"]);
 * ```
 */
export class SelectorIndex<T> {
  /** Each under the first label that it asks for. */
  readonly #byLabel = new Map<string, Entry<T>[]>();
  readonly #byNamespace = new Map<string, T[]>();
  #size = 0;

  /** Adds a thing with its selector. */
  add(namespace: string, selector: LabelSelector, item: T): void {
    const [label] = Object.entries(selector.matchLabels);
    push(this.#byLabel, keyOf(namespace, label), { item, selector, place: this.#size++ });
    push(this.#byNamespace, namespace, item);
  }

  /** The things of a namespace that select an object with these labels, in the order in which they were added. */
  selecting(namespace: string, labels: Labels): T[] {
    return [undefined, ...Object.entries(labels)]
      .flatMap((label) => this.#byLabel.get(keyOf(namespace, label)) ?? [])
      .filter(({ selector }) => selectsLabels(selector, labels))
      .sort((a, b) => a.place - b.place)
      .map(({ item }) => item);
  }

  /** All things of a namespace. */
  all(namespace: string): readonly T[] {
    return this.#byNamespace.get(namespace) ?? [];
  }
}

function keyOf(namespace: string, label: readonly [string, string] | undefined): string {
  return JSON.stringify([namespace, ...label ?? []]);
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
