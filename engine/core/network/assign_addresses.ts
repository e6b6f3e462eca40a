/**
 * Sets the project's network up for the addresses that were asked for.
 *
 * @module
 */

import { type ComposeService, mapping, networkOwner } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { networksOf } from "./networks.ts";

/** Gives the services their addresses, and the network the range that they are in. */
export function assignPodAddresses(
  services: Record<string, ComposeService>,
  { addresses, composeExtras: { networks } }: EngineContext,
): void {
  for (const [name, address] of addresses.assigned) {
    const owner = networkOwner(services, name);
    if (owner === undefined) continue;
    const joined = networksOf(services[owner]) ?? { default: null };
    joined.default = { ...joined.default, ipv4_address: address };
    services[owner].networks = joined;
  }
  if (addresses.subnet) {
    networks.default = { ipam: { config: [addresses.subnet] }, ...mapping(networks.default) };
  }
}
