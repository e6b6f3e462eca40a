/**
 * Sets the project's network up for the addresses that were asked for.
 *
 * @module
 */

import { type ComposeService, mapping, networkOwner } from "../../../pacts/mod.ts";
import type { EngineContext } from "../context.ts";
import { networksOf } from "./networks.ts";
import { subnetOf } from "./subnet.ts";

/** Gives the services their addresses, and the network the range that they are in. */
export function assignPodAddresses(
  services: Record<string, ComposeService>,
  { addresses, composeExtras: { networks }, config, diagnostics }: EngineContext,
): void {
  for (const [name, address] of addresses.assigned) {
    const owner = networkOwner(services, name);
    if (owner === undefined) continue;
    const joined = networksOf(services[owner]) ?? { default: null };
    joined.default = { ...joined.default, ipv4_address: address };
    services[owner].networks = joined;
  }
  // A range that is set holds where nobody asks for an address, too: it is there to keep out of another's way.
  const isSet = config.subnet !== "" && config.network === "";
  const subnet = addresses.subnet ?? (isSet ? subnetOf(config.name, config.subnet) : undefined);
  if (subnet) networks.default = { ipam: { config: [subnet] }, ...mapping(networks.default) };
  const all = Object.values(services);
  if (addresses.hostIsAsked && all.length > 0 && all.every((service) => service.network_mode)) {
    diagnostics.warn(
      "no-host-address",
      `pods are told ${addresses.subnet?.gateway} as the machine's address, which it has in the project's network, but all services have the host's, so Docker makes no other and nothing has that address. Put one of the machine's own in its place under "replacements" in dekube.yaml`,
    );
  }
}
