/**
 * Where Services without a selector lead: what their Endpoints and EndpointSlices say.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/service/#services-without-selectors
 * @module
 */

import { kindOf, type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, mappings, text, textMap, texts } from "../read.ts";
import { portNumber } from "./services.ts";

/** The kinds that say it. */
export const ENDPOINT_KINDS: readonly string[] = ["Endpoints", "EndpointSlice"];

/** Where one object leads a Service. */
export interface ServiceEndpoints {
  /** Namespace of the Service. */
  namespace: string;
  /** Name of the Service. */
  service: string;
  /** IP addresses that are ready, each once. */
  addresses: string[];
  /**
   * Those of each endpoint by the label that DNS knows it by before the Service's name: its host name, or else its IPv4
   * address with dashes.
   */
  members: Map<string, string[]>;
  /** A name in their place (`addressType: FQDN`). */
  externalName?: string;
  /** Port numbers by the name of the Service's port, which may be empty. */
  ports: Map<string, number>;
}

/**
 * What an Endpoints or EndpointSlice object says; `undefined` where it belongs to no Service, or says nothing.
 *
 * @example
 * ```ts
 * import { endpointsOf } from "./endpoints.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const db = {
 *   kind: "Endpoints",
 *   metadata: { name: "db", namespace: "shop" },
 *   subsets: [{ addresses: [{ ip: "192.0.2.7" }], ports: [{ port: 5432 }] }],
 * };
 * assertEquals(endpointsOf(db), {
 *   namespace: "shop",
 *   service: "db",
 *   addresses: ["192.0.2.7"],
 *   members: new Map([["192-0-2-7", ["192.0.2.7"]]]),
 *   ports: new Map([["", 5432]]),
 * });
 * ```
 */
export function endpointsOf(manifest: Manifest): ServiceEndpoints | undefined {
  return kindOf(manifest) === "Endpoints" ? fromEndpoints(manifest) : fromSlice(manifest);
}

function fromEndpoints(manifest: Manifest): ServiceEndpoints | undefined {
  const subsets = mappings(manifest.subsets);
  const ready = subsets.flatMap((subset) => mappings(subset.addresses));
  return endpoints(manifest, manifest.metadata.name, {
    endpoints: ready.map(({ ip, hostname }) => ({ hostname, addresses: texts([ip]) })),
    ports: subsets.flatMap((subset) => mappings(subset.ports)),
  });
}

function fromSlice(manifest: Manifest): ServiceEndpoints | undefined {
  const service = textMap(manifest.metadata.labels)["kubernetes.io/service-name"] ?? "";
  const ready = mappings(manifest.endpoints).filter(({ conditions }) =>
    mapping(conditions).ready !== false
  );
  const found = ready.map(({ addresses, hostname }) => ({ hostname, addresses: texts(addresses) }));
  const ports = mappings(manifest.ports);
  if (text(manifest.addressType) !== "FQDN") {
    return endpoints(manifest, service, { endpoints: found, ports });
  }
  const [externalName] = found.flatMap(({ addresses }) => addresses);
  return endpoints(manifest, service, { endpoints: [], externalName, ports });
}

function endpoints(
  manifest: Manifest,
  service: string,
  { endpoints, externalName, ports }: {
    endpoints: { hostname: unknown; addresses: string[] }[];
    externalName?: string | undefined;
    ports: Record<string, unknown>[];
  },
): ServiceEndpoints | undefined {
  const addresses = endpoints.flatMap(({ addresses }) => addresses);
  if (service === "" || (addresses.length === 0 && !externalName)) return undefined;
  const numbers = ports.flatMap(({ name, port }) => {
    const number = portNumber(port);
    return number === undefined ? [] : [[text(name), number] as const];
  });
  return {
    namespace: namespaceOf(manifest),
    service,
    addresses: [...new Set(addresses)],
    members: membersOf(endpoints),
    ...(externalName ? { externalName } : {}),
    ports: new Map(numbers),
  };
}

function membersOf(
  endpoints: readonly { hostname: unknown; addresses: string[] }[],
): Map<string, string[]> {
  const members = new Map<string, Set<string>>();
  for (const { hostname, addresses } of endpoints) {
    for (const address of addresses) {
      const label = text(hostname) || (address.includes(":") ? "" : address.replaceAll(".", "-"));
      if (label === "") continue;
      const known = members.get(label);
      if (known) known.add(address);
      else members.set(label, new Set([address]));
    }
  }
  return new Map([...members].map(([label, known]) => [label, [...known]]));
}
