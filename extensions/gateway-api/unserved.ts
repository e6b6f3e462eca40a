/**
 * Hosts that nothing is served under, where another host's routes, or a proxy's own answer, would take their requests.
 *
 * @module
 */

import { idOf, type IngressEntry } from "@dekube/engine/pacts";
import type { Protocol } from "@dekube/engine/pacts/ingress";
import type { Listener } from "./gateways.ts";
import { covers, placesOf } from "./hostnames.ts";
import type { World } from "./world.ts";

/** Routes that answer 404, beside those that there are. */
export function unserved(
  entries: readonly IngressEntry[],
  { gateways }: Pick<World, "gateways">,
): IngressEntry[] {
  if (entries.length === 0) return [];
  const sites = new Set(
    entries.flatMap((entry) => protocolsOf(entry).map((protocol) => `${protocol} ${entry.host}`)),
  );
  const taken = new Set(
    entries.filter(({ path }) => path === "/")
      .flatMap((entry) => protocolsOf(entry).map((protocol) => keyOf(protocol, entry))),
  );
  const rests = [
    ...entries.flatMap(deepRest),
    ...gateways.all.filter((listener) =>
      isIsolated(listener, gateways.beside(listener)) && isCovered(listener, sites)
    ).flatMap(restOf).filter(({ host, priority, protocols: [protocol] }) =>
      priority !== undefined || !sites.has(`${protocol} ${host}`)
    ),
    // Where a certificate is for any name, so is the listener.
    ...gateways.all.filter(({ hostname, protocol, tls }) =>
      protocol === "HTTPS" && hostname === "" && tls?.secret && !sites.has("https ")
    ).flatMap(restOf),
  ].filter((entry) => {
    const key = keyOf(entry.protocols[0], entry);
    return !taken.has(key) && taken.add(key);
  });
  const last = sites.has("http ") || !hasHttp(sites) ? [] : [LAST];
  return [...overBoth(rests), ...last];
}

/** One route for what is not served over either protocol: where the user wants one for all, they are the same. */
function overBoth(rests: readonly Rest[]): IngressEntry[] {
  const byPlace = Map.groupBy(
    rests,
    ({ host, match, priority }) => JSON.stringify([host, match, priority]),
  );
  return [...byPlace.values()].map((same) => {
    const { tls } = same.find(({ tls }) => tls) ?? {};
    return {
      ...same[0],
      protocols: same.flatMap(({ protocols }) => protocols),
      ...(tls ? { tls } : {}),
    };
  });
}

/** A route for all requests of its host that no other takes. */
type Rest = IngressEntry & { readonly protocols: readonly [Protocol] };

const NOT_FOUND = {
  path: "/",
  upstream: "localhost:80",
  scheme: "http",
  answer: { status: 404 },
} as const;

/** The last of all routes for any host, if others have some. */
const LAST: Rest = {
  ...NOT_FOUND,
  host: "",
  pathType: "Regex",
  priority: -1,
  protocols: ["http"],
};

/** Names of more than one label below a domain are among those of any host: what is not theirs is not served to them. */
function deepRest(entry: IngressEntry): Rest[] {
  const { host, match, priority, resource, tls } = entry;
  const [header] = match?.headers ?? [];
  if (priority === undefined || header === undefined) return [];
  return protocolsOf(entry).map((protocol) => ({
    ...NOT_FOUND,
    host,
    match: { headers: [header] },
    priority,
    protocols: [protocol],
    ...(protocol === "https" && tls ? { tls } : {}),
    ...(resource ? { resource } : {}),
  }));
}

function restOf({ hostname, protocol, tls, gateway }: Listener): Rest[] {
  return placesOf(hostname, undefined).map((place) => ({
    ...NOT_FOUND,
    ...place,
    protocols: [protocol === "HTTPS" ? "https" : "http"],
    ...(tls ? { tls } : {}),
    ...(gateway ? { resource: idOf(gateway) } : {}),
  }));
}

/** Whether requests are the listener's that another one's hostname takes, too. */
function isIsolated({ hostname, protocol }: Listener, beside: readonly Listener[]): boolean {
  return (protocol === "HTTP" || protocol === "HTTPS") && hostname !== "" &&
    beside.some((other) => other.hostname !== hostname && covers(other.hostname, hostname));
}

/** Whether a host that takes its requests has routes. */
function isCovered({ hostname, protocol }: Listener, sites: ReadonlySet<string>): boolean {
  const labels = hostname.replace("*.", "").split(".");
  const scheme = protocol === "HTTPS" ? "https" : "http";
  return sites.has(`${scheme} `) ||
    labels.some((_, index) => sites.has(`${scheme} *.${labels.slice(index + 1).join(".")}`));
}

function hasHttp(sites: ReadonlySet<string>): boolean {
  return sites.values().some((site) => site.startsWith("http "));
}

/** One that sends on is there over HTTP. */
function protocolsOf({ protocols = [] }: IngressEntry): readonly Protocol[] {
  return protocols.length > 0 ? protocols : ["http"];
}

function keyOf(protocol: Protocol, { host, match, priority }: IngressEntry): string {
  return JSON.stringify([protocol, host, match, priority]);
}
