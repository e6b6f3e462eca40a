/**
 * Entries by host, in the order in which a proxy is to try them.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { isHostPattern } from "../ingress/hosts.ts";
import { normalPath } from "../ingress/route_path.ts";

/** What a proxy serves under one host. */
export interface Site {
  /** Host name, `*.example.com`, or empty for any host. */
  host: string;
  /** Its routes, the first that matches a request is the one. */
  entries: readonly IngressEntry[];
}

/** All that a proxy serves, in the order in which it is written. */
export class Sites implements Iterable<Site> {
  readonly #byHost: ReadonlyMap<string, Site>;

  /** Sites of which no two have one host. */
  constructor(sites: Iterable<Site>) {
    this.#byHost = new Map([...sites].map((site) => [site.host, site]));
  }

  /** How many there are. */
  get size(): number {
    return this.#byHost.size;
  }

  /** The site of just this host. */
  get(host: string): Site | undefined {
    return this.#byHost.get(host);
  }

  /** The routes of all sites. */
  get entries(): readonly IngressEntry[] {
    return [...this.#byHost.values()].flatMap(({ entries }) => entries);
  }

  /** The sites. */
  [Symbol.iterator](): Iterator<Site> {
    return this.#byHost.values();
  }
}

/**
 * The sites by host, the one for any host last. An entry whose host is no host is left out; of two
 * for one path the first stays.
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
): Sites {
  const sites = new Map<string, Map<string, IngressEntry>>();
  for (const entry of entries) {
    const host = entry.host.toLowerCase();
    if (host !== "" && !isHostPattern(host)) {
      ctx.report(entry.resource).error(
        "bad-host",
        `${JSON.stringify(entry.host)} is not a host name, so its route ${entry.path} is left out`,
      );
      continue;
    }
    let site = sites.get(host);
    if (!site) sites.set(host, site = new Map());
    const key = routeKey(entry);
    const first = site.get(key);
    site.set(key, first ? choose(first, entry, ctx) : entry);
  }
  return new Sites(
    [...sites].sort(([a], [b]) => compareHosts(a, b)).map(([host, routes]) => ({
      host,
      entries: [...routes.values()].sort(compareRoutes),
    })),
  );
}

function routeKey({ defaultBackend, pathType = "Prefix", path }: IngressEntry): string {
  return defaultBackend
    ? "default"
    : `${pathType} ${pathType === "Regex" ? path : normalPath(path, pathType)}`;
}

/**
 * Kubernetes keeps the older one, but manifests have no age. A restriction is kept in either case.
 */
function choose(
  first: IngressEntry,
  second: IngressEntry,
  ctx: Pick<ConvertContext, "report">,
): IngressEntry {
  if (sameRoute(first, second)) return first;
  const kept = strictness(second) > strictness(first) ? second : first;
  const other = kept === first ? second : first;
  const by = kept.resource ? `the Ingress "${kept.resource.name}"` : "another Ingress";
  ctx.report(other.resource).warn(
    "duplicate-route",
    `${first.host}${first.path} is also a route of ${by}, which is the one that is kept`,
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

function compareHosts(one: string, other: string): number {
  if (one === "" || other === "") return one === other ? 0 : one === "" ? 1 : -1;
  return one < other ? -1 : 1;
}

/**
 * Exact paths first: a request that one matches can't match a longer prefix. Then the longest
 * first, regular expressions by their own length, as the nginx ingress controller orders them: a
 * shorter prefix must not take what a restricted expression is meant for.
 */
function compareRoutes(one: IngressEntry, other: IngressEntry): number {
  const [a, b] = [rank(one), rank(other)];
  for (const [index, value] of a.entries()) {
    if (value !== b[index]) return value - b[index];
  }
  return 0;
}

function rank({ defaultBackend, pathType = "Prefix", path }: IngressEntry): number[] {
  const text = pathType === "Regex" ? path : normalPath(path, pathType);
  return [
    defaultBackend ? 1 : 0,
    pathType === "Exact" ? 0 : 1,
    -text.length,
    pathType === "Regex" ? 0 : 1,
  ];
}
