/**
 * Certificates of connections whose TLS ends at Caddy. The plugin has those that Caddy has, and Caddy has those of its
 * sites: so each stands in a site that nobody reaches.
 *
 * @module
 */

import type { StreamRoute } from "@dekube/engine/pacts";
import { decodePem, decodeText, readDer } from "@dekube/engine/pacts/kubernetes";
import {
  type RenderContext,
  type SiteCertificate,
  streamCertificate,
  type StreamPort,
  tlsPaths,
  type TlsSecret,
} from "@dekube/engine/pacts/proxy";
import { block, type Line } from "./blocks.ts";
import { tlsFolder, tlsProtocols } from "./certificates.ts";

/** What nobody reaches listens here. */
export const LOOPBACK = "127.0.0.1";

/** The certificates by route. */
export type ConnectionCertificates = ReadonlyMap<StreamRoute, SiteCertificate>;

/** The certificates of all routes whose TLS ends here. */
export function connectionCertificates(
  ports: readonly StreamPort[],
  ctx: RenderContext,
): ConnectionCertificates {
  return new Map(
    ports.flatMap(({ routes }) => routes).flatMap(({ route }) =>
      route.tls ? [[route, streamCertificate(route, ctx)] as const] : []
    ),
  );
}

/** What a certificate of Caddy's own is for where clients need not name a host. */
const ANY_HOST = "localhost";

/** Sites that have Caddy know the certificates, each on a port of its own. */
export function certificateSites(
  certificates: ConnectionCertificates,
  ports: readonly StreamPort[],
  { sites, config }: Pick<RenderContext, "sites" | "config">,
): Line[] {
  const taken = new Set(
    ports.flatMap(({ port, https, routes }) => [
      port,
      https,
      ...routes.map(({ inner }) => inner),
    ]),
  );
  let next = 9443;
  const free = () => {
    while (taken.has(next)) next++;
    return next++;
  };
  const secrets = new Map<string, TlsSecret>();
  const own = new Set<string>();
  for (const [route, certificate] of certificates) {
    if (typeof certificate !== "string") secrets.set(certificate.folder, certificate);
    else for (const host of hostsOf(route)) own.add(host);
  }
  // Of these Caddy has one already.
  const unknown = [...own].filter((host) => !sites.get(host, "https"));
  const site = (addresses: string, tls: string) =>
    block(addresses, [`bind ${LOOPBACK}`, tls, "abort"]);
  const port = free();
  return [
    ...(unknown.length === 0
      ? []
      : [site(unknown.map((host) => `https://${host}:${port}`).join(", "), "tls internal")]),
    ...[...secrets.values()].map((secret) =>
      site(
        `https://:${free()}`,
        `tls ${Object.values(tlsPaths(secret, tlsFolder(config))).join(" ")}`,
      )
    ),
  ];
}

function hostsOf({ hosts = [] }: StreamRoute): readonly string[] {
  return hosts.length > 0 ? hosts : [ANY_HOST];
}

/** What ends TLS of a route, where it does. */
export function tlsHandler(route: StreamRoute, certificates: ConnectionCertificates): Line[] {
  const certificate = certificates.get(route);
  if (certificate === undefined || !route.tls) return [];
  const { minVersion, maxVersion } = route.tls;
  const [host] = hostsOf(route);
  return [
    block("tls", [
      block("connection_policy", [
        ...tlsProtocols(minVersion, maxVersion),
        ...(typeof certificate !== "string"
          ? [block("cert_selection", [`serial_number ${serialNumber(certificate)}`])]
          : [`default_sni ${host}`, `fallback_sni ${host}`]),
      ]),
    ]),
  ];
}

const VERSION = 0xa0;

/** The serial number of a certificate, in decimal digits. */
export function serialNumber({ certificate }: Pick<TlsSecret, "certificate">): string {
  const [leaf] = decodePem(decodeText(certificate) ?? "");
  const [outer] = readDer(leaf.der!)!;
  const [signed] = readDer(outer.content)!;
  const fields = readDer(signed.content)!;
  const { content } = fields[fields[0].tag === VERSION ? 1 : 0];
  const digits = [...content].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return BigInt(`0x${digits || "0"}`).toString();
}
