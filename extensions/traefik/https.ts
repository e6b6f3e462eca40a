/**
 * What a route is served over, and which of its requests are sent on to the other protocol.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import type { Protocol, TlsTermination } from "@dekube/engine/pacts/ingress";
import type { EntryPoints } from "./entry_points.ts";
import type { ClientTls } from "./tls_options.ts";

/** The fields of a route that say what it is served over. */
export type ServedFields = Pick<IngressEntry, "tls" | "protocols" | "httpsRedirect">;

/**
 * What a router is served over.
 *
 * @param tls How its own TLS ends, which is HTTPS on whatever entry point.
 * @param fallback How TLS ends where the entry point alone says that there is some.
 */
export function readServed(
  { http, https }: EntryPoints,
  tls: TlsTermination | undefined,
  fallback: TlsTermination,
): ServedFields {
  if (tls) return { tls };
  if (!https) return http ? { protocols: ["http"] } : {};
  if (!http) return { tls: fallback };
  return {
    protocols: ["http", "https"],
    ...(Object.keys(fallback).length === 0 ? {} : { tls: fallback }),
  };
}

/**
 * What a router is served over whose clients may have to show a certificate: where nothing says that it is for HTTP
 * alone, that is HTTPS, the only one that has certificates.
 */
export function readGuarded(
  points: EntryPoints,
  tls: TlsTermination | undefined,
  fallback: TlsTermination,
  { restrictions }: Pick<ClientTls, "restrictions">,
): ServedFields {
  const isOpen = restrictions.length === 0 || (points.http && !points.https);
  return readServed(points, isOpen ? tls : tls ?? fallback, fallback);
}

/** What a route is served over. */
export function protocolsOf(
  { tls, protocols = tls ? ["https"] : ["http"] }: ServedFields,
): readonly Protocol[] {
  return protocols;
}

/** Has requests over HTTP sent on to HTTPS. */
export function sendOn(entry: IngressEntry, status: number): void {
  // HTTP is sent on by itself, and nobody but this says with which status.
  if (entry.tls === undefined || entry.protocols !== undefined) {
    entry.protocols = protocolsOf(entry).filter((protocol) => protocol !== "http");
  }
  entry.httpsRedirect = status;
}

/**
 * Redirects the requests of a route that come over some protocols: the route itself, where it has no others, else the
 * route that is returned has them.
 */
export function redirectOver(
  protocols: readonly Protocol[],
  entry: IngressEntry,
  redirect: NonNullable<IngressEntry["redirect"]>,
): IngressEntry[] {
  const own = protocolsOf(entry);
  const sent = own.filter((protocol) => protocols.includes(protocol));
  if (sent.length === 0) return [];
  if (sent.length === own.length) {
    entry.redirect = redirect;
    return [];
  }
  const more = { ...entry, protocols: sent, redirect };
  entry.protocols = own.filter((protocol) => !sent.includes(protocol));
  return [more];
}

/** Sends requests over HTTPS back to HTTP, under the same host. */
export function sendBack(entry: IngressEntry, status: number): IngressEntry[] {
  if (!protocolsOf(entry).includes("https")) return [];
  const more = redirectOver(["https"], entry, { to: "http://$host$request_uri", status });
  // Nothing may send them on again.
  if (more.length === 0) entry.protocols = ["https"];
  return more;
}

/**
 * A router without TLS and without entry points is on all of them, and those for HTTPS may have TLS of their own: where
 * its HTTP is sent on and no other route has the host over HTTPS, it is this one that is meant.
 */
export function servedAtAll(
  entry: IngressEntry,
  { isNamed }: EntryPoints,
  httpsHosts: ReadonlySet<string>,
): void {
  if (isNamed || entry.protocols?.length !== 0 || entry.redirect) return;
  const isWide = entry.host === "" || entry.host.startsWith("*");
  if (isWide ? httpsHosts.size > 0 : httpsHosts.has(entry.host)) return;
  delete entry.protocols;
  entry.tls = {};
}
