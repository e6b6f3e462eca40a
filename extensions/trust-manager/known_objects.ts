/**
 * The ConfigMaps and Secrets that Bundles read and add to.
 *
 * @module
 */

import {
  type ConfigMap,
  type ConvertContext,
  type Manifest,
  namespaceOf,
  type ResourceLookup,
  type Secret,
} from "@dekube/engine/pacts";
import {
  isOpenSelector,
  type LabelSelector,
  labelsOf,
  selectsLabels,
} from "@dekube/engine/pacts/kubernetes";

/** Where trust-manager looks for its sources, unless it was told otherwise. */
export const TRUST_NAMESPACE = "cert-manager";

/** What a reference leads to. */
export interface Found<T> {
  /** The objects. */
  objects: T[];
  /** Namespaces that they might be in, where more than one has such an object. */
  ambiguous?: string[];
}

/** ConfigMaps or Secrets by name and by label, in trust-manager's namespace or elsewhere. */
export class KnownObjects<T extends Manifest> {
  readonly #lookup: ResourceLookup<T>;
  /** Those that were there before the Bundles: what these make, they don't select. */
  readonly #before: readonly T[];

  /** Knows the objects of a look-up. */
  constructor(lookup: ResourceLookup<T>) {
    this.#lookup = lookup;
    this.#before = [...lookup.values()];
  }

  /** The objects of a name, in whatever namespace. */
  namesakes(name: string): readonly T[] {
    return this.#before.filter(({ metadata }) => metadata.name === name);
  }

  /** The object of a name: trust-manager's own, else the only one. */
  named(name: string): Found<T> {
    const found = this.#lookup.get(TRUST_NAMESPACE, name) ?? this.#lookup.get("", name);
    if (found) return { objects: [found] };
    const namesakes = this.namesakes(name);
    return {
      objects: [],
      ...(namesakes.length > 0 ? { ambiguous: namesakes.map(namespaceOf).sort() } : {}),
    };
  }

  /** The objects with such labels: trust-manager's own, else all. */
  selected(selector: LabelSelector): Found<T> {
    const found = this.#before.filter(({ metadata }) =>
      selectsLabels(selector, labelsOf(metadata.labels))
    );
    // Those that are in its namespace come first, then those that may be.
    const own = [TRUST_NAMESPACE, ""].flatMap((namespace) =>
      found.filter((object) => namespaceOf(object) === namespace)
    );
    if (own.length > 0) return { objects: own };
    // What selects everything selects no stranger's.
    return { objects: isOpenSelector(selector) ? [] : found };
  }
}

/** What Bundles read and add to. */
export interface Known {
  /** The ConfigMaps. */
  configMaps: KnownObjects<ConfigMap>;
  /** The Secrets. */
  secrets: KnownObjects<Secret>;
}

/** What is known in a conversion. */
export function knownObjects({ configMaps, secrets }: ConvertContext): Known {
  return { configMaps: new KnownObjects(configMaps), secrets: new KnownObjects(secrets) };
}
