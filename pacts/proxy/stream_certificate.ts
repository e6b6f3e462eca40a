/**
 * Which certificate TLS of connections ends with.
 *
 * @module
 */

import type { StreamRoute } from "../ingress/stream_route.ts";
import { reportOwnCertificates } from "./own_certificates.ts";
import {
  type CertificateContext,
  type SiteCertificate,
  siteCertificate,
} from "./site_certificate.ts";

/**
 * The certificate of a route whose TLS ends at the proxy: as a site for the first of its hosts has it, but for public
 * ones, since nothing on such a port could prove to an authority whose the name is.
 *
 * @example
 * ```ts
 * import { streamCertificate } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const route = { protocol: "tls", port: 5432, upstream: "db:5432", tls: {} } as const;
 * assertEquals(streamCertificate(route, { ...testContext([]), https: "public" }), "internal");
 * ```
 */
export function streamCertificate(
  { upstream, hosts, tls, resource }: StreamRoute,
  ctx: CertificateContext,
): SiteCertificate {
  const [host = ""] = hosts ?? [];
  const https = ctx.https === "public" ? "auto" : ctx.https;
  const entry = { host, path: "/", upstream, scheme: "http", tls, resource } as const;
  const site = { host, protocol: "https", entries: [entry] } as const;
  const certificate = siteCertificate(site, { ...ctx, https });
  if (certificate === "internal") reportOwnCertificates([site], { ...ctx, https });
  return certificate;
}
