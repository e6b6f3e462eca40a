/**
 * Endpoints by the Service that they belong to.
 *
 * @module
 */

import { kindOf, namespaceOf, type Service, text } from "../../../pacts/mod.ts";
import {
  ENDPOINT_KINDS,
  endpointsOf,
  type ServiceEndpoints,
} from "../../../pacts/kubernetes/endpoints.ts";
import { selectorOf } from "../../../pacts/kubernetes/mod.ts";
import type { ObjectStore } from "./manifest_store.ts";

/** The endpoints among the objects of a store, now and later. */
export class EndpointIndex {
  readonly #store: ObjectStore;
  #byService: Map<string, ServiceEndpoints> | undefined;

  /** An index of a store; `onChange` is called where it says something else than before. */
  constructor(store: ObjectStore, onChange: () => void) {
    this.#store = store;
    store.onAdd((manifest) => {
      if (!ENDPOINT_KINDS.includes(kindOf(manifest))) return;
      this.#byService = undefined;
      onChange();
    });
  }

  /** Where a Service leads that selects no pods; `undefined` where nobody says. */
  of(service: Service): ServiceEndpoints | undefined {
    if (text(service.spec?.type) === "ExternalName") return undefined;
    const { name } = service.metadata;
    const found = this.#all().get(keyOf(namespaceOf(service), name));
    return found && Object.keys(selectorOf(service)).length === 0 ? found : undefined;
  }

  #all(): ReadonlyMap<string, ServiceEndpoints> {
    return this.#byService ??= this.#read();
  }

  #read(): Map<string, ServiceEndpoints> {
    const found = new Map<string, ServiceEndpoints[]>();
    for (const manifest of ENDPOINT_KINDS.flatMap((kind) => this.#store.of(kind))) {
      const endpoints = endpointsOf(manifest);
      if (!endpoints) continue;
      const key = keyOf(endpoints.namespace, endpoints.service);
      const known = found.get(key);
      if (known) known.push(endpoints);
      else found.set(key, [endpoints]);
    }
    return new Map([...found].map(([key, all]) => [key, all.length > 1 ? merged(all) : all[0]]));
  }
}

/** A Service may have many slices; what the first says of a port or a name counts. */
function merged(all: readonly ServiceEndpoints[]): ServiceEndpoints {
  const members = new Map<string, Set<string>>();
  for (const { members: some } of all) {
    for (const [label, addresses] of some) {
      const known = members.get(label) ?? new Set();
      for (const address of addresses) known.add(address);
      members.set(label, known);
    }
  }
  const externalName = all.find((endpoints) => endpoints.externalName)?.externalName;
  return {
    ...all[0],
    ...(externalName ? { externalName } : {}),
    addresses: [...new Set(all.flatMap(({ addresses }) => addresses))],
    members: new Map([...members].map(([label, addresses]) => [label, [...addresses]])),
    ports: new Map(all.toReversed().flatMap(({ ports }) => [...ports])),
  };
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
