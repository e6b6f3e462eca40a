/**
 * The one store of the cluster's objects. Whatever else is known of them is derived from it.
 *
 * @module
 */

import {
  isMapping,
  kindOf,
  type Manifest,
  type ManifestStore,
  mapping,
  qualifiedKind,
} from "../../../pacts/mod.ts";
import { defaultClasses, withDefaultClass } from "../manifests/default_class.ts";
import { shown } from "../shown.ts";
import { ResourceIndex } from "./resource_index.ts";

/** Told of each object that is added, and of the one that it replaces. */
export type AddListener = (manifest: Manifest, replaced: Manifest | undefined) => void;

/** Objects of one kind. */
interface Shelf {
  index: ResourceIndex<Manifest>;
  /** In the order in which they came. */
  all: Manifest[];
  /** What was handed out of it, until something is added. */
  snapshot?: readonly Manifest[] | undefined;
  /** Places in that list, once one is replaced. */
  places?: Map<Manifest, number>;
}

/** The objects, by kind and identity. */
export class ObjectStore implements ManifestStore {
  /** The kinds that somebody converts. */
  readonly converted: ReadonlySet<string>;
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners: AddListener[] = [];
  #seenClasses = 0;
  #default: Manifest | undefined;

  /** A store of these objects, no two of one identity. */
  constructor(manifests: readonly Manifest[], converted: ReadonlySet<string>) {
    this.converted = converted;
    for (const manifest of manifests) this.#put(manifest);
  }

  /** See {@linkcode ManifestStore.of}. */
  of(kind: string): readonly Manifest[] {
    const shelf = this.#shelf(kind);
    // Who goes through the list may add to it.
    return shelf ? shelf.snapshot ??= [...shelf.all] : [];
  }

  /** See {@linkcode ManifestStore.get}. */
  get(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.#shelf(kind)?.index.get(namespace, name);
  }

  /** Adds an object, and returns the one that it replaces. See {@linkcode ManifestStore.add}. */
  add(manifest: Manifest): Manifest | undefined {
    if (!isObject(manifest)) {
      // What else it holds may be a Secret's.
      const given: unknown = manifest;
      const known = isMapping(given) ? { kind: given.kind, metadata: given.metadata } : given;
      throw new TypeError(
        `manifests.add() was given ${
          shown(known)
        }, which is no Kubernetes object: it wants "kind" and "metadata.name"`,
      );
    }
    // As Kubernetes does when an object comes.
    const admitted = withDefaultClass(manifest, () => this.#defaultClass());
    const replaced = this.#put(admitted);
    for (const listener of this.#listeners) listener(admitted, replaced);
    return replaced;
  }

  /** The class of Ingresses that name none, looked for once as long as none is added. */
  #defaultClass(): Manifest | undefined {
    const classes = this.of("IngressClass");
    if (classes.length !== this.#seenClasses) {
      this.#seenClasses = classes.length;
      [this.#default] = defaultClasses(classes);
    }
    return this.#default;
  }

  /** See {@linkcode ManifestStore.kinds}. */
  kinds(): Iterable<string> {
    return this.#shelves.keys();
  }

  /** See {@linkcode ManifestStore.isConverted}. */
  isConverted(kind: string): boolean {
    return this.converted.has(kind) || this.converted.has(plainKind(kind));
  }

  /** Has somebody told of each object that is added from now on. */
  onAdd(listener: AddListener): void {
    this.#listeners.push(listener);
  }

  #shelf(kind: string): Shelf | undefined {
    return this.#shelves.get(kind) ?? this.#shelves.get(plainKind(kind));
  }

  #put(manifest: Manifest): Manifest | undefined {
    const kind = kindOf(manifest);
    let shelf = this.#shelves.get(kind);
    if (shelf) shelf.snapshot = undefined;
    else this.#shelves.set(kind, shelf = { index: new ResourceIndex(), all: [] });
    const replaced = shelf.index.set(manifest);
    if (!replaced) {
      shelf.places?.set(manifest, shelf.all.length);
      shelf.all.push(manifest);
      return undefined;
    }
    shelf.places ??= new Map(shelf.all.map((item, place) => [item, place]));
    const place = shelf.places.get(replaced)!;
    shelf.places.delete(replaced);
    shelf.places.set(manifest, place);
    shelf.all[place] = manifest;
    return replaced;
  }
}

/** A kind of Kubernetes' own without its group; others as they are. */
export function plainKind(kind: string): string {
  const slash = kind.lastIndexOf("/");
  return slash < 0 ? kind : qualifiedKind(kind, kind.slice(slash + 1));
}

function isObject(value: unknown): value is Manifest {
  const { kind, metadata } = mapping(value);
  const { name } = mapping(metadata);
  return typeof kind === "string" && kind !== "" && typeof name === "string" && name !== "";
}
