/**
 * Networks that are let in by several lists at once.
 *
 * @module
 */

import { commonNetworks } from "../networks.ts";
import type { AccessRestriction } from "./access.ts";

/**
 * Has routes let in those alone that restrictions with networks let in, too. A list of which nothing is left lets nobody
 * in: such a route is denied by {@linkcode denyUnkept}.
 *
 * @example
 * ```ts
 * import { narrowSources } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const route = { allowedSources: ["10.1.0.0/16", "192.168.0.0/16"] };
 * const sources = ["10.0.0.0/8"];
 * narrowSources([route], [{ guard: "allowedSources", annotation: "the load balancer", sources }]);
 * assertEquals(route, { allowedSources: ["10.1.0.0/16"] });
 * ```
 */
export function narrowSources(
  routes: readonly { allowedSources?: readonly string[] }[],
  restrictions: readonly AccessRestriction[],
): void {
  for (const { sources } of restrictions) {
    if (!sources) continue;
    for (const route of routes) {
      const known = route.allowedSources;
      route.allowedSources = known ? commonNetworks(known, sources) ?? [] : [...sources];
    }
  }
}
