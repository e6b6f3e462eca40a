/**
 * The one store of the cluster's objects. Whatever else is known of them is derived from it.
 *
 * @module
 */

import { kindOf, type Manifest, type ManifestStore } from "../../../pacts/mod.ts";
import { ResourceIndex } from "./resource_index.ts";

/** Told of each object that is added, and of the one that it replaces. */
export type AddListener = (manifest: Manifest, replaced: Manifest | undefined) => void;

/** Objects of one kind. */
interface Shelf {
  index: ResourceIndex<Manifest>;
  /** In the order in which they came. */
  all: Manifest[];
  /** Places in that list, once one is replaced. */
  places?: Map<Manifest, number>;
}

/** The objects, by kind and identity. */
export class ObjectStore implements ManifestStore {
  /** The kinds that somebody converts. */
  readonly converted: ReadonlySet<string>;
  readonly #shelves = new Map<string, Shelf>();
  readonly #listeners: AddListener[] = [];

  /** A store of these objects, no two of one identity. */
  constructor(manifests: readonly Manifest[], converted: ReadonlySet<string>) {
    this.converted = converted;
    for (const manifest of manifests) this.#put(manifest);
  }

  /** See {@linkcode ManifestStore.of}. */
  of(kind: string): readonly Manifest[] {
    return this.#shelves.get(kind)?.all ?? [];
  }

  /** See {@linkcode ManifestStore.get}. */
  get(kind: string, namespace: string, name: string): Manifest | undefined {
    return this.#shelves.get(kind)?.index.get(namespace, name);
  }

  /** See {@linkcode ManifestStore.add}. */
  add(manifest: Manifest): void {
    const replaced = this.#put(manifest);
    for (const listener of this.#listeners) listener(manifest, replaced);
  }

  /** See {@linkcode ManifestStore.kinds}. */
  kinds(): Iterable<string> {
    return this.#shelves.keys();
  }

  /** See {@linkcode ManifestStore.isConverted}. */
  isConverted(kind: string): boolean {
    return this.converted.has(kind);
  }

  /** Has somebody told of each object that is added from now on. */
  onAdd(listener: AddListener): void {
    this.#listeners.push(listener);
  }

  #put(manifest: Manifest): Manifest | undefined {
    const kind = kindOf(manifest);
    let shelf = this.#shelves.get(kind);
    if (!shelf) this.#shelves.set(kind, shelf = { index: new ResourceIndex(), all: [] });
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
