/**
 * `ssl-passthrough`: TLS that the backend ends.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { type Annotations, isRoot } from "@dekube/engine/pacts/ingress";

/** The hosts of an Ingress whose TLS passes through to the backend: the controller wants a path `/` of them. */
export function passingHosts(
  annotations: Annotations,
  routes: readonly IngressEntry[],
): ReadonlySet<string> {
  if (!annotations.flag("ssl-passthrough")) return new Set();
  const hosts = new Set(routes.map(({ host }) => host.toLowerCase()));
  const passing = new Set(routes.filter(isRoot).map(({ host }) => host.toLowerCase()));
  const others = [...hosts].filter((host) => !passing.has(host));
  if (others.length > 0) {
    annotations.info(
      "passthrough-without-root",
      "ssl-passthrough",
      `TLS of ${
        others.map((host) => host || "any host").join(", ")
      } ends at the proxy, as in the cluster, because there is no path "/", whose backend would get it`,
    );
  }
  return passing;
}
