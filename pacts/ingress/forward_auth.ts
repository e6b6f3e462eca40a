/**
 * Where a route's forward auth is asked: a proxy needs an address, where an Ingress has a URL.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "./ingress.ts";
import { findService } from "../services.ts";
import { rewriteServiceUrls } from "../service_urls.ts";
import { backendPath, takesPath } from "./route_path.ts";
import type { Site } from "./sites.ts";

/** The server that a route's forward auth asks. */
export interface ForwardAuthTarget {
  /** How to reach it, as a route is reached. `upstreamHost` is the `Host` header. */
  backend: Pick<
    IngressEntry,
    "upstream" | "scheme" | "upstreamHost" | "serverSni" | "serverCaSecret" | "resource"
  >;
  /** Path and query to ask for; may hold what {@linkcode ForwardAuth}'s texts may. */
  uri: string;
  /** Outside of the project: its certificate must be one that the world trusts. */
  isPublic: boolean;
}

const URL_PARTS =
  /^(https?):\/\/(\$(?:http_)?host|[A-Za-z0-9_.-]+)(?::(\d{1,5}))?(\/[^?#]*)?(\?[^#]*)?(?:#.*)?$/;

/**
 * Where to ask, `undefined` where the URL can't be understood. A host that the project itself serves
 * is asked at the backend of that route: the proxy needs no way through itself, and no certificate.
 *
 * @param sites All that the proxy serves.
 *
 * @example
 * ```ts
 * import { forwardAuthTarget, type IngressEntry } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const web: IngressEntry = { host: "shop.example", path: "/", upstream: "web:8080", scheme: "http" };
 * const media: IngressEntry = {
 *   ...web,
 *   path: "/media",
 *   forwardAuth: { url: "https://shop.example/check?from=$request_uri", responseHeaders: [] },
 * };
 * const sites = [{ host: "shop.example", entries: [media, web] }];
 * assertEquals(forwardAuthTarget(media, sites, testContext([])), {
 *   backend: { upstream: "web:8080", scheme: "http", upstreamHost: "shop.example" },
 *   uri: "/check?from=$request_uri",
 *   isPublic: false,
 * });
 * ```
 */
export function forwardAuthTarget(
  entry: IngressEntry,
  sites: readonly Site[],
  ctx: Pick<ConvertContext, "services" | "servicePortMap">,
): ForwardAuthTarget | undefined {
  const { url = "" } = entry.forwardAuth ?? {};
  const match = URL_PARTS.exec(url.trim());
  if (!match) return undefined;
  const [, protocol, urlHost, urlPort, path = "/", query = ""] = match;
  const host = urlHost.startsWith("$") ? entry.host : urlHost.toLowerCase();
  const scheme = protocol === "https" ? "https" : "http";
  const own = ownRoute(host, path, sites);
  if (own) {
    const { upstream, scheme, serverSni, serverCaSecret, resource } = own;
    return {
      backend: {
        upstream,
        scheme,
        upstreamHost: own.upstreamHost ?? host,
        ...(serverSni === undefined ? {} : { serverSni }),
        ...(serverCaSecret === undefined ? {} : { serverCaSecret }),
        ...(resource === undefined ? {} : { resource }),
      },
      uri: backendPath(own, path) + query,
      isPublic: false,
    };
  }
  // `$host` of a route for any host, which no site serves under a name.
  if (host === "" || host.startsWith("*")) return undefined;
  const namespace = entry.resource?.namespace ?? "";
  const port = urlPort ?? (scheme === "https" ? "443" : "80");
  const { host: address, port: target } = addressOf(host, port, namespace, ctx);
  const isPublic = !findService(host, namespace, ctx);
  return {
    backend: {
      upstream: `${address}:${target}`,
      scheme,
      upstreamHost: urlPort === undefined ? host : `${host}:${urlPort}`,
      ...(scheme === "https" ? { serverSni: host } : {}),
      ...(entry.resource === undefined ? {} : { resource: entry.resource }),
    },
    uri: path + query,
    isPublic,
  };
}

/** The route that a request for a public name of the project's own would take. */
function ownRoute(host: string, path: string, sites: readonly Site[]): IngressEntry | undefined {
  const byHost = indexOf(sites);
  const site = byHost.get(host) ??
    (host === "" ? undefined : byHost.get(host.replace(/^[^.]*/, "*")));
  return site?.entries.find((route) => takesPath(route, path) && !route.redirect);
}

const indexes = new WeakMap<readonly Site[], Map<string, Site>>();

/** The sites by host, made once however many routes ask. */
function indexOf(sites: readonly Site[]): Map<string, Site> {
  let index = indexes.get(sites);
  if (!index) indexes.set(sites, index = new Map(sites.map((site) => [site.host, site])));
  return index;
}

/** A Service by its full name, at its container's port; anything else as it is. */
function addressOf(
  host: string,
  port: string,
  namespace: string,
  ctx: Pick<ConvertContext, "services" | "servicePortMap">,
): { host: string; port: string } {
  const service = findService(host, namespace, ctx);
  if (!service) return { host, port };
  const home = service.metadata.namespace || namespace;
  const name = home === ""
    ? service.metadata.name
    : `${service.metadata.name}.${home}.svc.cluster.local`;
  const rewritten = rewriteServiceUrls(`${name}:${port}`, namespace, ctx);
  const at = rewritten.lastIndexOf(":");
  return { host: rewritten.slice(0, at), port: rewritten.slice(at + 1) };
}
