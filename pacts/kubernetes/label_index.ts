/**
 * Things with labels, found by a selector without looking at each of them.
 *
 * @module
 */

interface Labelled<T> {
  item: T;
  labels: Readonly<Record<string, string>>;
}

/**
 * Things of namespaces by their labels.
 *
 * @example
 * ```ts
 * import { LabelIndex } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const index = new LabelIndex<string>();
 * index.add("shop", { app: "web", tier: "front" }, "web");
 * assertEquals(index.matching("shop", { app: "web" }), ["web"]);
 * assertEquals(index.matching("shop", {}), []);
 * const selector = { app: "web", role: "leader" };
 * assertEquals(index.nearly("shop", selector), { item: "web", others: [], missing: ["role"] });
 * ```
 */
export class LabelIndex<T> {
  readonly #byPair = new Map<string, Set<Labelled<T>>>();
  readonly #all = new Map<T, { namespace: string; entry: Labelled<T> }>();

  /** Adds a thing with its labels. */
  add(namespace: string, labels: Readonly<Record<string, string>>, item: T): void {
    const entry = { item, labels };
    this.#all.set(item, { namespace, entry });
    for (const [key, value] of Object.entries(labels)) {
      const pair = pairKey(namespace, key, value);
      const bucket = this.#byPair.get(pair);
      if (bucket) bucket.add(entry);
      else this.#byPair.set(pair, new Set([entry]));
    }
  }

  /** Takes a thing out again. */
  delete(item: T): void {
    const known = this.#all.get(item);
    if (!known) return;
    this.#all.delete(item);
    for (const [key, value] of Object.entries(known.entry.labels)) {
      this.#byPair.get(pairKey(known.namespace, key, value))?.delete(known.entry);
    }
  }

  /** The things of a namespace whose labels hold all of the selector; none for an empty selector. */
  matching(namespace: string, selector: Readonly<Record<string, string>>): T[] {
    let smallest: ReadonlySet<Labelled<T>> | undefined;
    const pairs = Object.entries(selector);
    for (const [key, value] of pairs) {
      const bucket = this.#byPair.get(pairKey(namespace, key, value));
      if (!bucket) return [];
      if (!smallest || bucket.size < smallest.size) smallest = bucket;
    }
    return [...smallest ?? []]
      .filter(({ labels }) => pairs.every(([key, value]) => labels[key] === value))
      .map(({ item }) => item);
  }

  /**
   * The one thing whose labels hold a selector but for labels that nothing has, and that it could still be given: it has
   * none of their keys. `undefined` where there is no such thing, or more than one. Things of which `groupOf` says
   * the same count as one: the first is it, and the others are beside it.
   */
  nearly(
    namespace: string,
    selector: Readonly<Record<string, string>>,
    groupOf: (item: T) => unknown = (item) => item,
  ): { item: T; others: T[]; missing: string[] } | undefined {
    const [unknown, known] = partition(
      Object.entries(selector),
      ([key, value]) => !this.#byPair.get(pairKey(namespace, key, value))?.size,
    );
    if (unknown.length === 0 || known.length === 0) return undefined;
    const found = this.matching(namespace, Object.fromEntries(known));
    const [item, ...others] = found;
    if (item === undefined || others.some((other) => groupOf(other) !== groupOf(item))) {
      return undefined;
    }
    const missing = unknown.map(([key]) => key);
    const labels = found.map((one) => this.#all.get(one)!.entry.labels);
    const hasOne = labels.some((of) => missing.some((key) => Object.hasOwn(of, key)));
    return hasOne ? undefined : { item, others, missing };
  }
}

function partition<T>(all: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [all.filter(test), all.filter((item) => !test(item))];
}

function pairKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}
