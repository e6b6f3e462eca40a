/**
 * Routes of requests whose TLS is the backend's affair.
 *
 * @module
 */

import type { Reporter } from "../diagnostics.ts";
import type { IngressEntry } from "./entry.ts";
import type { StreamRoute } from "./stream_route.ts";

/**
 * Routes of connections in place of HTTPS routes: TLS of each host passes through to the backend of its path `/`, else
 * of its first. The routes of requests stand in for them where the proxy can't (`fallback`), so a rewriter returns them as
 * well, as routes to backends that speak HTTPS. What can't be told apart, paths and requests without a host, `reporter`
 * is told.
 *
 * @example
 * ```ts
 * import { Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { passthroughRoutes } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const route: IngressEntry = { host: "db.example", path: "/", upstream: "db:8443", scheme: "https", tls: {} };
 * assertEquals(passthroughRoutes([route], new Diagnostics().report()), [
 *   { protocol: "tls", port: 443, hosts: ["db.example"], upstream: "db:8443", fallback: "https" },
 * ]);
 * ```
 */
export function passthroughRoutes(
  routes: readonly IngressEntry[],
  reporter: Reporter,
): StreamRoute[] {
  const hosts = Map.groupBy(routes, ({ host }) => host.toLowerCase());
  return [...hosts].flatMap(([host, group]): StreamRoute[] => {
    if (host === "") {
      reporter.warn(
        "unsupported-passthrough",
        "TLS that is for no host can't be told from other TLS, so it ends at the proxy. Name the host in the rule",
      );
      return [];
    }
    const { upstream, allowedSources, resource } = group.find(isRoot) ?? group[0];
    return [{
      protocol: "tls",
      port: 443,
      hosts: [host],
      upstream,
      ...(allowedSources ? { allowedSources } : {}),
      fallback: "https",
      ...(resource ? { resource } : {}),
    }];
  });
}

/**
 * Whether a route is for all that no other of its host is for.
 *
 * @example
 * ```ts
 * import { isRoot } from "@dekube/engine/pacts/ingress";
 * import { assert } from "@std/assert";
 *
 * assert(isRoot({ path: "/" }) && !isRoot({ path: "/", pathType: "Exact" }));
 * ```
 */
export function isRoot(
  { path, pathType, match }: Pick<IngressEntry, "path" | "pathType" | "match">,
): boolean {
  return path === "/" && pathType !== "Exact" && match === undefined;
}
