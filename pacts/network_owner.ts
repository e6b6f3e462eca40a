/**
 * Who holds the network of a service, and who stands for its pod.
 *
 * @module
 */

import type { ComposeService } from "./compose.ts";

/**
 * Name of the service that holds the network of another one, which is where its names, published ports and host name
 * belong: the service itself, or the one that `network_mode: service:<name>` leads to. `undefined` where that is
 * the host's network, a container's, none, or where the service is not there.
 *
 * @example
 * ```ts
 * import { networkOwner } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = { "web-pod": {}, web: { network_mode: "service:web-pod" }, agent: { network_mode: "host" } };
 * assertEquals(networkOwner(services, "web"), "web-pod");
 * assertEquals(networkOwner(services, "web-pod"), "web-pod");
 * assertEquals(networkOwner(services, "agent"), undefined);
 * ```
 */
export function networkOwner(
  services: Readonly<Record<string, Pick<ComposeService, "network_mode">>>,
  name: string,
): string | undefined {
  // Docker's own bridge is a network without names, but nobody else's.
  return ownerAmong(services, name, ["", "bridge"]);
}

/**
 * Name of the service whose `extra_hosts` another one has: the one that holds its network, also where that is the host's.
 *
 * @example
 * ```ts
 * import { hostsOwner } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = { "agent-pod": { network_mode: "host" }, agent: { network_mode: "service:agent-pod" } };
 * assertEquals(hostsOwner(services, "agent"), "agent-pod");
 * assertEquals(hostsOwner(services, "agent-pod"), "agent-pod");
 * ```
 */
export function hostsOwner(
  services: Readonly<Record<string, Pick<ComposeService, "network_mode">>>,
  name: string,
): string | undefined {
  return ownerAmong(services, name, ["", "bridge", "host"]);
}

/** The service at the end of a chain of those that join another one's network, where that one has one of these modes. */
function ownerAmong(
  services: Readonly<Record<string, Pick<ComposeService, "network_mode">>>,
  name: string,
  modes: readonly string[],
): string | undefined {
  const seen = new Set<string>();
  let owner = name;
  while (Object.hasOwn(services, owner) && !seen.has(owner)) {
    seen.add(owner);
    const mode = services[owner].network_mode ?? "";
    if (modes.includes(mode)) return owner;
    const next = /^service:(.+)$/.exec(mode)?.[1];
    if (next === undefined) return undefined;
    owner = next;
  }
  return undefined;
}

/**
 * Name of the service that stands for the pod of another one, which joins it; `undefined` where none does. Its network may be
 * the host's.
 *
 * @example
 * ```ts
 * import { podOwnerOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = {
 *   "web-pod": { holdsPod: true, network_mode: "host" },
 *   web: { network_mode: "service:web-pod" },
 *   debug: { network_mode: "service:db" },
 *   db: {},
 * };
 * assertEquals(podOwnerOf(services, "web"), "web-pod");
 * assertEquals(podOwnerOf(services, "debug"), undefined);
 * ```
 */
export function podOwnerOf(
  services: Readonly<Record<string, Pick<ComposeService, "network_mode" | "holdsPod">>>,
  name: string,
): string | undefined {
  const mode = Object.hasOwn(services, name) ? services[name].network_mode : undefined;
  const owner = /^service:(.+)$/.exec(mode ?? "")?.[1];
  return owner !== undefined && Object.hasOwn(services, owner) && services[owner].holdsPod
    ? owner
    : undefined;
}
