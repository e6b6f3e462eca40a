/**
 * Redirects that lead to the proxy itself: to the ports that the host publishes it at, which may be others than the 80
 * and 443 that a route has in mind.
 *
 * @module
 */

import type { IngressEntry, Protocol } from "../ingress/entry.ts";
import type { StreamRoute } from "../ingress/stream_route.ts";
import { type Site, Sites } from "./sites.ts";

/** The ports of the host that a proxy is published at. */
export type PublishedPorts = Readonly<Record<Protocol, number>>;

const USUAL: PublishedPorts = { http: 80, https: 443 };

/**
 * The sites, with the published port in each redirect of theirs that leads to the proxy and names none, or the usual
 * one of its scheme. One that leads elsewhere, or names another port, stays.
 */
export function publishedRedirects(
  sites: Sites,
  ports: PublishedPorts,
  streams: readonly Pick<StreamRoute, "port" | "hosts">[] = [],
): Sites {
  if (ports.http === USUAL.http && ports.https === USUAL.https) return sites;
  const all = [...sites];
  const overTls = streams.filter(({ port }) => port === USUAL.https);
  const named = new Set(overTls.flatMap(({ hosts = [] }) => hosts));
  const published: Published = {
    ports,
    has: (protocol) =>
      all.some((site) => site.protocol === protocol) || (protocol === "https" && named.size > 0),
    serves: (host) => namesOf(host).some((name) => sites.get(name) || named.has(name)),
  };
  return new Sites(
    all.map((site) => ({
      ...site,
      entries: site.entries.map((entry) => ledBack(entry, site, published)),
    })),
  );
}

/** Where a proxy is found. */
interface Published {
  ports: PublishedPorts;
  has(protocol: Protocol): boolean;
  serves(host: string): boolean;
}

/** The names that a site of a host may have. */
function namesOf(host: string): string[] {
  return [host, host.replace(/^[^.]*/, "*")];
}

/** A route whose redirects, and those of its backends and of who lets requests in, lead to the proxy. */
function ledBack(entry: IngressEntry, site: Site, published: Published): IngressEntry {
  const { redirect, backends, forwardAuth } = entry;
  const lead = (url: string) => publishedUrl(url, site, published);
  const led: IngressEntry = {
    ...entry,
    ...(redirect ? { redirect: { ...redirect, to: lead(redirect.to) } } : {}),
    ...(backends
      ? {
        backends: backends.map((backend) =>
          backend.redirect
            ? { ...backend, redirect: { ...backend.redirect, to: lead(backend.redirect.to) } }
            : backend
        ),
      }
      : {}),
    ...(forwardAuth?.signin === undefined
      ? {}
      : { forwardAuth: { ...forwardAuth, signin: lead(forwardAuth.signin) } }),
  };
  // One that two sites have stays one.
  return JSON.stringify(led) === JSON.stringify(entry) ? entry : led;
}

/** Scheme, host and perhaps a port, where a path, a query or nothing comes behind them. */
const PLACE =
  /^(https?|\$scheme):\/\/((?:[a-z0-9._-]|\$(?:http_)?host(?![a-z_]))+)(?::(\d+))?(?=[/?#]|\$(?:request_)?uri(?![a-z_])|$)/i;

function publishedUrl(
  url: string,
  { protocol, host }: Site,
  { ports, has, serves }: Published,
): string {
  const [place, scheme, authority, named] = PLACE.exec(url) ?? [];
  if (place === undefined) return url;
  const over = scheme === "$scheme" ? protocol : scheme.toLowerCase() as Protocol;
  if (named !== undefined && (scheme === "$scheme" || Number(named) !== USUAL[over])) return url;
  // The port that the client named is the one of its own protocol.
  if ((over === protocol || named !== undefined) && authority.includes("$http_host")) return url;
  const name = authority.replaceAll("$http_host", "$host");
  const isOwn = name === "$host" || serves(name.replaceAll("$host", host).toLowerCase());
  if (!isOwn || !has(over)) {
    return named === undefined ? `${scheme}://${name}${url.slice(place.length)}` : url;
  }
  const port = ports[over] === USUAL[over] ? "" : `:${ports[over]}`;
  return `${scheme}://${name}${port}${url.slice(place.length)}`;
}
