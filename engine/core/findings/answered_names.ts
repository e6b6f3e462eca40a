/**
 * Names that lead somewhere in the project.
 *
 * @module
 */

import { isMapping, list, readExtraHosts, type RenderedService, text } from "../../../pacts/mod.ts";

/** Every name that some container answers to, or has among its hosts. */
export function answeredNames(services: readonly [string, RenderedService][]): Set<string> {
  const names = new Set<string>();
  for (const [name, service] of services) {
    if (!service.network_mode) names.add(name);
    if (typeof service.container_name === "string") names.add(service.container_name);
    for (const network of Object.values(isMapping(service.networks) ? service.networks : {})) {
      for (const alias of list(network?.aliases)) names.add(text(alias));
    }
    for (const [host] of readExtraHosts(service.extra_hosts)) names.add(host);
  }
  return names;
}
