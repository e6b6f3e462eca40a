/**
 * What a route is served over.
 *
 * @module
 */

import type { IngressEntry, Protocol } from "../ingress/entry.ts";
import type { HttpsPolicy } from "./https_policy.ts";

/** What becomes of a route's requests over one protocol. */
export interface Served {
  /** The protocol. */
  protocol: Protocol;
  /** The route, or the redirect in its place. */
  entry: IngressEntry;
  /**
   * How well it stands for what the manifests ask: another of the same host and path that stands for it better takes
   * its place, and nothing needs to be said of that.
   */
  rank: number;
}

/** The rank of what is served as it is meant to be. */
export const MEANT = 2;
/** The rank of what only sends requests on to HTTPS. */
export const SENT_ON = 1;
/** The rank of what is meant for the other protocol. */
export const MOVED = 0;

/**
 * What is served of a route over each protocol.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { servedOver } from "./served_over.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: IngressEntry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" };
 * const read = (fields: Partial<IngressEntry>) =>
 *   servedOver({ ...entry, ...fields }, "auto").map(({ protocol, entry }) => [protocol, entry.redirect?.status]);
 * assertEquals(read({}), [["http", undefined]]);
 * assertEquals(read({ tls: {} }), [["https", undefined], ["http", 308]]);
 * assertEquals(read({ protocols: ["https"] }), [["https", undefined]]);
 * ```
 */
export function servedOver(entry: IngressEntry, policy: HttpsPolicy): Served[] {
  const { tls, protocols = tls ? ["https"] : ["http"] } = entry;
  const status = entry.httpsRedirect ??
    (entry.protocols === undefined && tls !== undefined ? 308 : undefined);
  if (policy !== "auto" && isSentBack(entry, protocols)) return [];
  if (policy === "off") {
    return [{ protocol: "http", entry, rank: protocols.length > 0 ? MEANT : MOVED }];
  }
  if (policy !== "auto") {
    return [
      { protocol: "https", entry, rank: protocols.includes("https") ? MEANT : MOVED },
      { protocol: "http", entry: sentOn(entry, status ?? 308), rank: SENT_ON },
    ];
  }
  return [
    ...protocols.map((protocol) => ({ protocol, entry, rank: MEANT })),
    ...(status === undefined || protocols.includes("http") ? [] : [
      { protocol: "http" as const, entry: sentOn(entry, status), rank: SENT_ON },
    ]),
  ];
}

/** What says which requests a route is for, and whose it is. */
const PLACE = [
  ...["host", "path", "pathType", "match", "priority", "defaultBackend", "resource"],
] as (keyof IngressEntry)[];

/** The redirect to HTTPS: whoever may come in is asked there. */
function sentOn(entry: IngressEntry, status: number): IngressEntry {
  const { host, path, upstream } = entry;
  const place = PLACE.flatMap((key) => entry[key] === undefined ? [] : [[key, entry[key]]]);
  return {
    ...Object.fromEntries(place),
    host,
    path,
    upstream,
    scheme: "http",
    redirect: { to: "https://$host$request_uri", status },
  };
}

/**
 * Whether a route does nothing but send requests over HTTPS back to HTTP, which goes in a circle where all is served over
 * one of them.
 */
function isSentBack(
  { host, redirect }: IngressEntry,
  protocols: readonly Protocol[],
): boolean {
  return redirect !== undefined && !protocols.includes("http") &&
    [host, "$host", "$http_host"].some((name) => redirect.to === `http://${name}$request_uri`);
}

/** Whether a route does nothing but send requests on to HTTPS, at whichever port that is published. */
export function isSentOn(entry: IngressEntry): boolean {
  return /^https:\/\/\$host(?::\d+)?\$request_uri$/.test(entry.redirect?.to ?? "") &&
    Object.keys(entry).every((key) => SENT_ON_FIELDS.has(key));
}

const SENT_ON_FIELDS: ReadonlySet<string> = new Set([...PLACE, "upstream", "scheme", "redirect"]);
