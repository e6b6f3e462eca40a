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
    const found = new Map<string, ServiceEndpoints>();
    for (const manifest of ENDPOINT_KINDS.flatMap((kind) => this.#store.of(kind))) {
      const endpoints = endpointsOf(manifest);
      if (!endpoints) continue;
      const key = keyOf(endpoints.namespace, endpoints.service);
      const known = found.get(key);
      found.set(key, known ? merged(known, endpoints) : endpoints);
    }
    return found;
  }
}

/** A Service may have many slices. */
function merged(first: ServiceEndpoints, more: ServiceEndpoints): ServiceEndpoints {
  return {
    ...more,
    ...first,
    addresses: [...new Set([...first.addresses, ...more.addresses])],
    members: new Map(
      [...first.members, ...more.members].map(([label, addresses]) => [
        label,
        [...new Set([...first.members.get(label) ?? [], ...addresses])],
      ]),
    ),
    ports: new Map([...more.ports, ...first.ports]),
  };
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
