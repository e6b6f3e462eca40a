/**
 * Keys of a Compose service that belong to the network that it has.
 *
 * @module
 */

import { networkOwner, type RenderedService, text } from "../../../pacts/mod.ts";

/** Docker refuses these for a container that has another one's network. */
const NETWORK_KEYS = new Set([
  ...["ports", "expose", "networks", "hostname", "domainname", "mac_address"],
  ...["extra_hosts", "dns", "dns_search", "dns_opt", "links", "external_links"],
]);

/**
 * The user's patch of a service, by the service that each key belongs to: where another one holds its network, that is
 * where its names and published ports are. A patch that gives it a network of its own keeps them all.
 */
export function splitPatch(
  services: Readonly<Record<string, RenderedService>>,
  name: string,
  patch: Record<string, unknown>,
): Map<string, Record<string, unknown>> {
  const owner = networkOwner(services, name) ?? holderOnHost(services, name) ?? name;
  if (owner === name || Object.hasOwn(patch, "network_mode")) return new Map([[name, patch]]);
  const isOfNetwork = ([key]: [string, unknown]) => NETWORK_KEYS.has(key);
  const keys = Object.entries(patch);
  const parts: [string, [string, unknown][]][] = [
    [name, keys.filter((entry) => !isOfNetwork(entry))],
    [owner, keys.filter(isOfNetwork)],
  ];
  return new Map(
    parts.filter(([, keys]) => keys.length > 0).map(([name, keys]) => [
      name,
      Object.fromEntries(keys),
    ]),
  );
}

/** The service that stands for a pod and has the host's network for it. */
function holderOnHost(
  services: Readonly<Record<string, RenderedService>>,
  name: string,
): string | undefined {
  const joined = /^service:(.+)$/.exec(String(services[name].network_mode ?? ""))?.[1];
  return joined !== undefined && services[joined]?.network_mode === "host" ? joined : undefined;
}

/** What Docker refuses, or passes over, in the host's network: its ports are open as they are, and it has no names. */
const NOT_ON_HOST = ["ports", "expose", "networks", "links", "external_links", "mac_address"];

/** Keys of a patch that have no place in the host's network, where the service stays in it. */
export function idleOnHost(service: RenderedService, patch: Record<string, unknown>): string[] {
  if (service.network_mode !== "host" || Object.hasOwn(patch, "network_mode")) return [];
  return NOT_ON_HOST.filter((key) => Object.hasOwn(patch, key) && patch[key] !== null);
}

/** The service whose network a service joins, as Docker wants it named: the one that has it. */
export function joinOwner(
  services: Readonly<Record<string, RenderedService>>,
  { network_mode: mode = "" }: RenderedService,
): { network_mode?: string } {
  const joined = /^service:(.+)$/.exec(text(mode))?.[1];
  const owner = joined === undefined ? undefined : networkOwner(services, joined);
  return owner === undefined ? {} : { network_mode: `service:${owner}` };
}
