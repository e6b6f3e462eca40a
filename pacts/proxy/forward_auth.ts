/**
 * Where a route's forward auth is asked: a proxy needs an address, where an Ingress has a URL.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { backendPath, takesPath } from "../ingress/route_path.ts";
import { literalPrefix } from "../regex/literal_prefix.ts";
import { isHeadless } from "../kubernetes/services.ts";
import { namespaceOf } from "../manifest.ts";
import type { Sites } from "./sites.ts";
import { Unwritable } from "./unwritable.ts";

/** The server that a route's forward auth asks. */
export interface ForwardAuthTarget {
  /** How to reach it, as a route is reached. `upstreamHost` is the `Host` header. */
  backend: Pick<
    IngressEntry,
    | "upstream"
    | "scheme"
    | "upstreamHost"
    | "serverSni"
    | "serverCaSecret"
    | "serverCaIsPublic"
    | "resource"
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
 * @throws {Unwritable} where it can't be told which route that is.
 */
export function forwardAuthTarget(
  entry: IngressEntry,
  sites: Sites,
  ctx: Pick<ConvertContext, "services">,
): ForwardAuthTarget | undefined {
  const { url = "" } = entry.forwardAuth ?? {};
  const match = URL_PARTS.exec(url.trim());
  if (!match) return undefined;
  const [, protocol, urlHost, urlPort, path = "/", query = ""] = match;
  const host = urlHost.startsWith("$") ? entry.host : urlHost.toLowerCase();
  const scheme = protocol === "https" ? "https" : "http";
  const own = ownRoute(host, path, sites);
  if (own) {
    const asked = backendPath(own, path);
    if (asked === undefined) {
      throw new Unwritable(`what becomes of the path of ${url} can't be told before it is asked`);
    }
    const { upstream, scheme, serverSni, serverCaSecret, serverCaIsPublic, resource } = own;
    return {
      backend: {
        upstream,
        scheme,
        upstreamHost: own.upstreamHost ?? host,
        ...(serverSni === undefined ? {} : { serverSni }),
        ...(serverCaSecret === undefined ? {} : { serverCaSecret }),
        ...(serverCaIsPublic === undefined ? {} : { serverCaIsPublic }),
        ...(resource === undefined ? {} : { resource }),
      },
      uri: asked + query,
      isPublic: false,
    };
  }
  // `$host` of a route for any host, which no site serves under a name.
  if (host === "" || host.startsWith("*")) return undefined;
  const namespace = entry.resource?.namespace ?? "";
  const port = urlPort ?? (scheme === "https" ? "443" : "80");
  const { host: address, port: target } = addressOf(host, port, namespace, ctx);
  const isPublic = !ctx.services.find(host, namespace);
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

/**
 * The route that a request for a public name of the project's own would take.
 *
 * @throws {Unwritable} where that can't be told: another might let in whom this one keeps out.
 */
function ownRoute(host: string, path: string, sites: Sites): IngressEntry | undefined {
  const hosts = host === "" ? [host] : [host, host.replace(/^[^.]*/, "*")];
  const routes = hosts.flatMap((name) =>
    (["https", "http"] as const).flatMap((protocol) => sites.get(name, protocol)?.entries ?? [])
  );
  for (const route of routes) {
    if (route.redirect || route.match) continue;
    const takes = takesPath(route, path) ?? mayTake(route, path);
    if (takes === undefined) {
      throw new Unwritable(
        `whether the path "${route.path}" takes the question at ${path} can't be told`,
      );
    }
    if (takes) return route;
  }
}

/** Of an expression that can't be matched: `false` where what it begins with shows that it takes no such path. */
function mayTake({ path }: Pick<IngressEntry, "path">, asked: string): false | undefined {
  const { text, fold } = literalPrefix(path);
  const begins = fold ? asked.toLowerCase().startsWith(text.toLowerCase()) : asked.startsWith(text);
  return begins ? undefined : false;
}

/** A Service by its full name, at its container's port; anything else as it is. */
function addressOf(
  host: string,
  port: string,
  namespace: string,
  ctx: Pick<ConvertContext, "services">,
): { host: string; port: string } {
  const service = ctx.services.find(host, namespace);
  if (!service) return { host, port };
  const home = namespaceOf(service) || namespace;
  const { name } = service.metadata;
  const target = ctx.services.resolve(service);
  // Clients of a headless Service reach the pods' own ports.
  const own = isHeadless(target?.service ?? service)
    ? undefined
    : ctx.services.targetPort(service, port);
  if (target?.externalName) return { host: target.externalName, port: String(own ?? port) };
  return {
    host: home === "" ? name : `${name}.${home}.svc.cluster.local`,
    port: String(own ?? port),
  };
}
