/**
 * Takes away the network aliases that stand for cluster names.
 *
 * @module
 */

import { type ComposeService, isMapping, items } from "@dekube/engine/pacts";
import type { ClusterNames } from "./cluster_names.ts";

/**
 * Takes the cluster names off the networks of the services that bear them, but for those of the Services in
 * `kept`. Any other alias stays: short names, the proxy's public hosts. Returns the Services concerned.
 */
export function stripAliases(names: ClusterNames, kept: ReadonlySet<string>): Set<string> {
  const stripped = new Set<string>();
  for (const [service, aliases] of names.aliases) {
    const { networks } = service;
    if (!isMapping(networks)) continue;
    for (const [name, network] of Object.entries(networks)) {
      if (!Array.isArray(network?.aliases)) continue;
      const left = items(network.aliases).filter((alias) => {
        const key = aliases.get(alias);
        if (key === undefined || kept.has(key)) return true;
        stripped.add(key);
        return false;
      });
      const { aliases: _all, ...others } = network;
      const rest = left.length > 0 ? { ...others, aliases: left } : others;
      networks[name] = Object.keys(rest).length > 0 ? rest : null;
    }
    dropIfDefault(service);
  }
  return stripped;
}

/** A service that only joins the default network needs not say so. */
function dropIfDefault(service: ComposeService): void {
  const entries = Object.entries(service.networks ?? {});
  if (entries.length === 1 && entries[0][0] === "default" && entries[0][1] === null) {
    delete service.networks;
  }
}
