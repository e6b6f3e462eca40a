/**
 * Objects by what tells them apart, for controllers, which are handed all of them as a list.
 *
 * @module
 */

import { append } from "./append.ts";
import { kindOf, type Manifest, namespaceOf } from "./manifest.ts";

/**
 * Looks objects up, each at once.
 *
 * @example
 * ```ts
 * import { ObjectIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "db", namespace: "shop" } };
 * const objects = new ObjectIndex([secret]);
 * assertEquals(objects.get("Secret", "shop", "db"), secret);
 * assertEquals(objects.get("Secret", "shop", "web"), undefined);
 * assertEquals(objects.of("Secret", "ConfigMap"), [secret]);
 * ```
 */
export class ObjectIndex {
  readonly #byKind: ReadonlyMap<string, readonly Manifest[]>;
  readonly #byName = new Map<string, Map<string, Manifest>>();

  /** An index of objects. Of two of one name the last counts. */
  constructor(manifests: readonly Manifest[]) {
    this.#byKind = Map.groupBy(manifests, kindOf);
  }

  /** Those of some kinds, each with its group, kind by kind, in the order in which they came. */
  of(...kinds: string[]): Manifest[] {
    const found: Manifest[] = [];
    for (const kind of kinds) append(found, this.#byKind.get(kind) ?? []);
    return found;
  }

  /** The one of a kind, with its group, that is called so. */
  get(kind: string, namespace: string, name: string): Manifest | undefined {
    let named = this.#byName.get(kind);
    if (!named) {
      named = new Map(
        this.of(kind).map((manifest) => [
          keyOf(namespaceOf(manifest), manifest.metadata.name),
          manifest,
        ]),
      );
      this.#byName.set(kind, named);
    }
    return named.get(keyOf(namespace, name));
  }
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
