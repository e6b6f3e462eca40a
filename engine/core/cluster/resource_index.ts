/**
 * Objects by identity: a name means what it means in the namespace of whoever refers to it.
 *
 * @module
 */

import { type Manifest, namespaceOf } from "../../../pacts/mod.ts";

/** Objects of one kind by (namespace, name). */
export class ResourceIndex<T extends Manifest> {
  readonly #byName = new Map<string, Map<string, T>>();

  /** Adds an object, or replaces the one of the same identity, which is returned. */
  set(resource: T): T | undefined {
    const { name } = resource.metadata;
    let namespaces = this.#byName.get(name);
    if (!namespaces) this.#byName.set(name, namespaces = new Map());
    const namespace = namespaceOf(resource);
    const replaced = namespaces.get(namespace);
    namespaces.set(namespace, resource);
    return replaced;
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

  /** The object of just this identity. */
  exact(namespace: string, name: string): T | undefined {
    return this.#byName.get(name)?.get(namespace);
  }

  /** All objects, names in the order in which they came. */
  *values(): Iterable<T> {
    for (const namespaces of this.#byName.values()) yield* namespaces.values();
  }
}
