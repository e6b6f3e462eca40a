/**
 * Objects by identity: a name means what it means in the namespace of whoever
 * refers to it.
 *
 * @module
 */

import { type Manifest, namespaceOf } from "./kubernetes.ts";

/**
 * Objects of one kind by (namespace, name).
 *
 * @example
 * ```ts
 * import { ResourceIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const index = new ResourceIndex();
 * const settings = { kind: "ConfigMap", metadata: { name: "settings", namespace: "shop" } };
 * index.set(settings);
 * assertEquals(index.get("shop", "settings"), settings);
 * assertEquals(index.get("data", "settings"), undefined);
 * ```
 */
export class ResourceIndex<T extends Manifest> {
  readonly #byName = new Map<string, Map<string, T>>();

  /** Adds an object, or replaces the one of the same identity. */
  set(resource: T): void {
    const { name } = resource.metadata;
    let namespaces = this.#byName.get(name);
    if (!namespaces) this.#byName.set(name, namespaces = new Map());
    namespaces.set(namespaceOf(resource), resource);
  }

  /**
   * The object that a reference from `namespace` to `name` means.
   *
   * Where a namespace is unknown on either side (a template left it out and it
   * could not be inferred), the one object that it can only be is taken.
   */
  get(namespace: string, name: string): T | undefined {
    const namespaces = this.#byName.get(name);
    if (!namespaces) return undefined;
    const exact = namespaces.get(namespace) ?? namespaces.get("");
    if (exact) return exact;
    return namespace === "" && namespaces.size === 1 ? [...namespaces.values()][0] : undefined;
  }

  /** All objects, names in the order in which they came. */
  *values(): Iterable<T> {
    for (const namespaces of this.#byName.values()) yield* namespaces.values();
  }
}

/**
 * Things with labels, found by a selector without looking at each of them.
 *
 * @example
 * ```ts
 * import { LabelIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const index = new LabelIndex<string>();
 * index.add("shop", { app: "web", tier: "front" }, "web");
 * assertEquals(index.matching("shop", { app: "web" }), ["web"]);
 * assertEquals(index.matching("shop", {}), []);
 * ```
 */
export class LabelIndex<T> {
  readonly #byPair = new Map<
    string,
    { item: T; labels: Record<string, string> }[]
  >();

  /** Adds a thing with its labels. */
  add(namespace: string, labels: Record<string, string>, item: T): void {
    for (const [key, value] of Object.entries(labels)) {
      const pair = JSON.stringify([namespace, key, value]);
      const bucket = this.#byPair.get(pair);
      if (bucket) bucket.push({ item, labels });
      else this.#byPair.set(pair, [{ item, labels }]);
    }
  }

  /** The things of a namespace whose labels hold all of the selector; none for an empty selector. */
  matching(namespace: string, selector: Record<string, string>): T[] {
    let smallest: { item: T; labels: Record<string, string> }[] | undefined;
    const pairs = Object.entries(selector);
    for (const [key, value] of pairs) {
      const bucket = this.#byPair.get(JSON.stringify([namespace, key, value]));
      if (!bucket) return [];
      if (!smallest || bucket.length < smallest.length) smallest = bucket;
    }
    return (smallest ?? [])
      .filter(({ labels }) => pairs.every(([key, value]) => labels[key] === value))
      .map(({ item }) => item);
  }
}
