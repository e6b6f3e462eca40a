/**
 * The ConfigMaps and Secrets that were there before the Bundles.
 *
 * @module
 */

import {
  type ConfigMap,
  isOpenSelector,
  LabelIndex,
  type LabelSelector,
  labelsOf,
  type Manifest,
  namespaceOf,
  type Secret,
  selectsLabels,
} from "@dekube/engine/pacts";

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
  readonly #byName = new Map<string, T[]>();
  readonly #byLabel = new LabelIndex<T>();
  readonly #all: T[] = [];

  /** Knows these objects. */
  constructor(objects: Iterable<T>) {
    for (const object of objects) {
      const namesakes = this.#byName.get(object.metadata.name);
      if (namesakes) namesakes.push(object);
      else this.#byName.set(object.metadata.name, [object]);
      this.#byLabel.add("", labelsOf(object.metadata.labels), object);
      this.#all.push(object);
    }
  }

  /** The objects of a name, in whatever namespace. */
  namesakes(name: string): readonly T[] {
    return this.#byName.get(name) ?? [];
  }

  /** The object of a name: trust-manager's own, else the only one. */
  named(name: string): Found<T> {
    const namesakes = this.namesakes(name);
    const [own] = ownFirst(namesakes);
    if (own) return { objects: [own] };
    if (namesakes.length < 2) return { objects: [...namesakes] };
    return { objects: [], ambiguous: namesakes.map(namespaceOf).sort() };
  }

  /** The objects with such labels: trust-manager's own, else all. */
  selected(selector: LabelSelector): Found<T> {
    const byLabels = Object.keys(selector.matchLabels).length > 0
      ? this.#byLabel.matching("", selector.matchLabels)
      : this.#all;
    const found = byLabels.filter(({ metadata }) =>
      selectsLabels(selector, labelsOf(metadata.labels))
    );
    const own = ownFirst(found);
    if (own.length > 0) return { objects: own };
    // What selects everything selects no stranger's.
    return { objects: isOpenSelector(selector) ? [] : found };
  }
}

/** Those that are, or may be, in trust-manager's namespace; those that are come first. */
function ownFirst<T extends Manifest>(objects: readonly T[]): T[] {
  return [TRUST_NAMESPACE, ""].flatMap((namespace) =>
    objects.filter((object) => namespaceOf(object) === namespace)
  );
}

/** What Bundles read and fill. */
export interface Known {
  /** The ConfigMaps. */
  configMaps: KnownObjects<ConfigMap>;
  /** The Secrets. */
  secrets: KnownObjects<Secret>;
}
