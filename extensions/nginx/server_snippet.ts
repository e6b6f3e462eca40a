/**
 * `server-snippet`: lines for all of a host, whichever of its Ingresses has them.
 *
 * @module
 */

import type { Ingress, IngressEntry } from "@dekube/engine/pacts";
import { accessRestrictions, Annotations, denyUnkept } from "@dekube/engine/pacts/ingress";

const NAME = "server-snippet";

/** Whether the lines keep somebody out, or may. */
export function restrictsHost(annotations: Annotations): boolean {
  return accessRestrictions(annotations.manifest)
    .some(({ annotation }) => annotation === annotations.fullName(NAME));
}

/**
 * Closes routes of hosts that the lines of another Ingress restrict: nginx has one server for a host. Of an Ingress that has
 * some itself the engine knows.
 */
export function closeWholeHosts(
  routes: readonly IngressEntry[],
  own: Annotations,
  snippets: ReadonlyMap<string, Ingress>,
): void {
  for (const route of routes) {
    const ingress = snippets.get(route.host.toLowerCase());
    if (
      !ingress || ingress.metadata.name === own.manifest.metadata.name &&
        ingress.metadata.namespace === own.manifest.metadata.namespace
    ) continue;
    const asking = new Annotations(own.controller, ingress, own.ctx);
    const annotation = `${asking.fullName(NAME)} of the Ingress "${ingress.metadata.name}"`;
    denyUnkept([route], [{ guard: "other", annotation }], own.ctx);
  }
}
