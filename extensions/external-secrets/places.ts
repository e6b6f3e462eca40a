/**
 * Where in secrets.yaml the values of what somebody names are: nobody may get at another namespace's by its name.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import {
  CLUSTER_GENERATOR,
  CLUSTER_SECRET_STORE,
  GENERATORS,
  OUTER_GENERATORS,
  SECRET_STORE,
} from "./kinds.ts";

/** Below it are the values of generators. */
const GENERATOR_PLACE = "generators";

/** Whose a name is where it belongs to no namespace. */
const EVERYBODY = "*";

/** Places by names; each has what tells it from others of the name only where there are such. */
export class Places {
  readonly #stores = new Owners();
  readonly #generators = new Owners();

  /** The places of what objects are called, and of what ExternalSecrets call others. */
  constructor(objects: ObjectIndex, asking: readonly Manifest[]) {
    for (const { metadata } of objects.of(CLUSTER_SECRET_STORE)) {
      this.#stores.add(metadata.name, EVERYBODY);
    }
    for (const store of objects.of(SECRET_STORE)) {
      this.#stores.add(store.metadata.name, namespaceOf(store));
    }
    for (const { metadata } of objects.of(CLUSTER_GENERATOR)) {
      this.#generators.add(metadata.name, EVERYBODY);
    }
    for (const generator of objects.of(...OUTER_GENERATORS)) {
      this.#generators.add(generator.metadata.name, `${generator.kind}/${namespaceOf(generator)}`);
    }
    for (const external of asking) {
      const namespace = namespaceOf(external);
      for (const { storeRef, generatorRef } of referencesIn(external)) {
        if (storeRef) this.#stores.add(text(storeRef.name), ownerOfStore(storeRef, namespace));
        if (!generatorRef) continue;
        this.#generators.add(text(generatorRef.name), ownerOfGenerator(generatorRef, namespace));
      }
    }
  }

  /** Where the values of a store are that an object of a namespace names. */
  ofStore(reference: Mapping, namespace: string): string {
    const name = text(reference.name);
    const owner = ownerOfStore(reference, namespace);
    // That place is taken.
    return name === GENERATOR_PLACE ? `${owner}/${name}` : this.#stores.place(name, owner);
  }

  /** Where those of a generator are. */
  ofGenerator(reference: Mapping, namespace: string): string[] {
    const owner = ownerOfGenerator(reference, namespace);
    return [GENERATOR_PLACE, this.#generators.place(text(reference.name), owner)];
  }
}

function ownerOfStore({ kind }: Mapping, namespace: string): string {
  return kind === CLUSTER_SECRET_STORE.split("/")[1] ? EVERYBODY : namespace;
}

function ownerOfGenerator({ kind }: Mapping, namespace: string): string {
  return `${GENERATORS}/${text(kind)}` === CLUSTER_GENERATOR
    ? EVERYBODY
    : `${text(kind)}/${namespace}`;
}

/** All that an ExternalSecret refers to. */
function referencesIn(external: Manifest): { storeRef?: Mapping; generatorRef?: Mapping }[] {
  const { secretStoreRef, data, dataFrom } = mapping(external.spec);
  const named = (value: unknown) => text(mapping(value).name) === "" ? undefined : mapping(value);
  return [
    { storeRef: named(secretStoreRef) },
    ...[...mappings(data), ...mappings(dataFrom)].map(({ sourceRef }) => ({
      storeRef: named(mapping(sourceRef).storeRef),
      generatorRef: named(mapping(sourceRef).generatorRef),
    })),
  ];
}

/** Whose names are. */
class Owners {
  readonly #known = new Map<string, Set<string>>();

  add(name: string, owner: string): void {
    const others = this.#known.get(name);
    if (others) others.add(owner);
    else this.#known.set(name, new Set([owner]));
  }

  /** A name; with its owner before it where others have it too, or where it looks like one that has an owner. */
  place(name: string, owner: string): string {
    const isOnly = owner === EVERYBODY || (this.#known.get(name)?.size ?? 0) < 2;
    return isOnly && !name.includes("/") ? name : `${owner}/${name}`;
  }
}
