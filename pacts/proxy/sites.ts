/**
 * Entries by protocol and host, in the order in which a proxy is to try them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry, Protocol } from "../ingress/entry.ts";
import { isHost, isHostPattern } from "../ingress/hosts.ts";
import type { StreamRoute } from "../ingress/stream_route.ts";
import { normalPath } from "../ingress/route_path.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { compareRoutes } from "./route_order.ts";
import { isSentOn, MEANT, MOVED, SENT_ON, type Served, servedOver } from "./served_over.ts";

/** What a proxy serves under one host, over one protocol. */
export interface Site {
  /** Host name, `*.example.com`, or empty for any host. */
  host: string;
  /** What it is reached by. */
  protocol: Protocol;
  /** Its routes, the first that matches a request is the one. */
  entries: readonly IngressEntry[];
}

/** All that a proxy serves, in the order in which it is written. */
export class Sites implements Iterable<Site> {
  readonly #byKey: ReadonlyMap<string, Site>;

  /** Sites of which no two have one host and one protocol. */
  constructor(sites: Iterable<Site>) {
    this.#byKey = new Map([...sites].map((site) => [keyOf(site.protocol, site.host), site]));
  }

  /** How many there are. */
  get size(): number {
    return this.#byKey.size;
  }

  /** The site of just this host; the one over HTTPS, where it is there and no protocol is named. */
  get(host: string, protocol?: Protocol): Site | undefined {
    return protocol === undefined
      ? this.get(host, "https") ?? this.get(host, "http")
      : this.#byKey.get(keyOf(protocol, host));
  }

  /** Their hosts, each once. */
  get hosts(): readonly string[] {
    return [...new Set([...this.#byKey.values()].map(({ host }) => host))];
  }

  /** The routes of all sites, each once. */
  get entries(): readonly IngressEntry[] {
    return [...new Set([...this.#byKey.values()].flatMap(({ entries }) => entries))];
  }

  /** The sites. */
  [Symbol.iterator](): Iterator<Site> {
    return this.#byKey.values();
  }
}

function keyOf(protocol: Protocol, host: string): string {
  return `${protocol}://${host}`;
}

/**
 * The sites by host, the one for any host last, and of one host HTTP first. An entry whose host is no host is left out;
 * of two for one path the one with the higher priority stays, where both have one, else the first. What is meant for
 * HTTP alone is not moved to HTTPS where `streams` take a host's; what says nothing of it is served over HTTPS too where
 * other routes would take its requests there, or lead there, since controllers serve each host over both.
 *
 * @example
 * ```ts
 * import { Diagnostics, type IngressEntry } from "@dekube/engine/pacts";
 * import { sitesOf } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const entry = (path: string): IngressEntry => ({ host: "shop.example", path, upstream: "web:80", scheme: "http" });
 * const sites = sitesOf([entry("/"), entry("/api")], new Diagnostics());
 * assertEquals(sites.get("shop.example")?.entries.map(({ path }) => path), ["/api", "/"]);
 * ```
 */
export function sitesOf(
  entries: readonly IngressEntry[],
  ctx: Pick<ConvertContext, "report">,
  policy: HttpsPolicy = "auto",
  streams: readonly Pick<StreamRoute, "port" | "hosts">[] = [],
): Sites {
  const passed = new Set(
    streams.filter(({ port }) => port === 443).flatMap(({ hosts }) => hosts ?? []),
  );
  const overHttps = httpsHosts(entries, policy);
  const sites = new Map<string, { site: Site; routes: Map<string, Served> }>();
  for (const entry of entries) {
    const host = entry.host.toLowerCase();
    if (host !== "" && !isHostPattern(host)) {
      ctx.report(entry.resource).error(
        "bad-host",
        `${JSON.stringify(entry.host)} is not a host name, so its route ${entry.path} is left out`,
      );
      continue;
    }
    const isTaken = isUnsaid(entry) && !passed.has(host) &&
      widerNames(host).some((name) => overHttps.has(name));
    for (const served of [...servedOver(entry, policy), ...isTaken ? [overHttpsToo(entry)] : []]) {
      const { protocol, rank } = served;
      // HTTPS of the host is not the proxy's.
      if (protocol === "https" && rank === MOVED && passed.has(host)) continue;
      const key = keyOf(protocol, host);
      let found = sites.get(key);
      if (!found) {
        sites.set(key, found = { site: { host, protocol, entries: [] }, routes: new Map() });
      }
      const route = routeKey(entry);
      const first = found.routes.get(route);
      found.routes.set(route, first ? choose(first, served, ctx) : served);
    }
  }
  return new Sites(
    [...sites.values()].map(({ site, routes }) => ({
      ...site,
      entries: oneRedirect([...routes.values()].map(({ entry }) => entry).sort(compareRoutes)),
    })).sort(compareSites),
  );
}

/** What is meant for HTTPS itself comes before it, but never past its guards. */
function overHttpsToo(entry: IngressEntry): Served {
  return { protocol: "https", entry, rank: strictness(entry) > 0 ? MEANT : MOVED };
}

/** Whether a route says nothing of what it is served over. */
function isUnsaid({ tls, protocols }: IngressEntry): boolean {
  return tls === undefined && protocols === undefined;
}

/**
 * The hosts that routes ask to be served over HTTPS, or lead clients to by it; where the user says of all what they are
 * served over, none.
 */
function httpsHosts(entries: readonly IngressEntry[], policy: HttpsPolicy): Set<string> {
  if (policy !== "auto") return new Set();
  const hosts = new Set(entries.map(({ host }) => host.toLowerCase()).filter(Boolean));
  return new Set(entries.flatMap((entry) => {
    const host = entry.host.toLowerCase();
    const asked = servedOver(entry, policy).some(({ protocol }) => protocol === "https");
    const led = ledTo(entry).flatMap((name) =>
      widerNames(name).find((wider) => hosts.has(wider)) ?? []
    );
    return asked ? [host, ...led] : led;
  }));
}

/**
 * The hosts that a route leads its clients to over HTTPS: to sign in, which may be at its own, or elsewhere. One that leads
 * back to its own would go in a circle.
 */
function ledTo({ host, redirect, forwardAuth }: IngressEntry): string[] {
  const own = host.toLowerCase();
  const nameIn = (url = "") =>
    /^https:\/\/(\$(?:http_)?host(?![a-z_])|[a-z0-9.-]+)(?::443)?(?=[/?#$]|$)/i.exec(url)?.[1]
      .replace(/^\$.*/, own).toLowerCase() ?? "";
  const to = nameIn(redirect?.to);
  // Of what is longer than a name of DNS, all that is wider would fill the memory.
  return [nameIn(forwardAuth?.signin), to === own ? "" : to]
    .filter(isHost);
}

/** The hosts whose routes take requests for a host that has none of its own: itself, wildcards, and any. */
function widerNames(host: string): string[] {
  const labels = host.split(".").slice(1);
  return [host, ...labels.map((_, index) => `*.${labels.slice(index).join(".")}`), ""];
}

/** Where all of a host is sent on to HTTPS, so is what no route of it is for. */
function oneRedirect(entries: IngressEntry[]): IngressEntry[] {
  const [first, ...others] = entries;
  const isOne = isSentOn(first) &&
    others.every((entry) => isSentOn(entry) && entry.redirect?.status === first.redirect?.status);
  if (!isOne) return entries;
  const { match: _, pathType: __, ...rest } = first;
  return [{ ...rest, path: "/" }];
}

function routeKey({ defaultBackend, pathType = "Prefix", path, match = {} }: IngressEntry): string {
  const conditions = Object.keys(match).length === 0 ? "" : JSON.stringify(match);
  return defaultBackend
    ? `default ${conditions}`
    : `${pathType} ${pathType === "Regex" ? path : normalPath(path, pathType)} ${conditions}`;
}

/**
 * Kubernetes keeps the older one, but manifests have no age. A restriction is kept in either case.
 */
function choose(
  first: Served,
  second: Served,
  ctx: Pick<ConvertContext, "report">,
): Served {
  if (first.rank !== second.rank) return first.rank > second.rank ? first : second;
  const [one, other] = [first, second].map(({ entry }) => entry.priority);
  // Of two that say when they are tried, one is never reached.
  if (one !== undefined && other !== undefined && one !== other) {
    return one > other ? first : second;
  }
  if (first.rank === SENT_ON || sameRoute(first.entry, second.entry)) return first;
  const kept = strictness(second.entry) > strictness(first.entry) ? second : first;
  const lost = kept === first ? second : first;
  const { resource } = kept.entry;
  const by = resource ? `the ${resource.kind} "${resource.name}"` : "another Ingress";
  const { host, path } = first.entry;
  ctx.report(lost.entry.resource).warn(
    "duplicate-route",
    `${host}${path} is also a route of ${by}, which is the one that is kept`,
  );
  return kept;
}

/** How much a route restricts who may come in. */
function strictness(entry: IngressEntry): number {
  if (entry.denied !== undefined) return 2;
  const { forwardAuth, basicAuth, allowedSources, clientCertificate } = entry;
  return forwardAuth || basicAuth || allowedSources || clientCertificate ? 1 : 0;
}

function sameRoute(one: IngressEntry, other: IngressEntry): boolean {
  const text = (entry: IngressEntry) => JSON.stringify({ ...entry, resource: undefined });
  return text(one) === text(other);
}

function compareSites(one: Site, other: Site): number {
  if (one.host === other.host) return one.protocol < other.protocol ? -1 : 1;
  if (one.host === "" || other.host === "") return one.host === "" ? 1 : -1;
  return one.host < other.host ? -1 : 1;
}
