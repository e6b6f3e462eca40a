/**
 * Which certificate a site is served with.
 *
 * @module
 */

import type { HttpsPolicy } from "./https_policy.ts";
import type { SecretContext } from "./named_secret.ts";
import { reportOwnCertificates } from "./own_certificates.ts";
import { publicProblem } from "./public_problem.ts";
import type { RenderContext } from "./render_context.ts";
import type { Site } from "./sites.ts";
import { findTlsSecret, type TlsSecret } from "./tls_secret.ts";

/** Where a site's certificate comes from: a Secret, a public authority, the user, or the proxy's own authority. */
export type SiteCertificate = TlsSecret | "public" | "given" | "internal";

/** What has to be known to choose a certificate. */
export interface CertificateContext
  extends SecretContext, Pick<RenderContext, "report" | "manifests"> {
  /** What the user wants. */
  readonly https: HttpsPolicy;
}

/**
 * The certificate of a site over HTTPS: the Secret that its Ingresses name, where it is there and holds one; a public
 * one, where the user wants it and the name can have one; the one that the user gives; else one of the proxy's own
 * authority.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { siteCertificate, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const read = (host: string, https: "auto" | "public") => {
 *   const entry: IngressEntry = { host, path: "/", upstream: "web:80", scheme: "http", tls: {} };
 *   const ctx = testContext([]);
 *   return siteCertificate(sitesOf([entry], ctx).get(host, "https")!, { ...ctx, https });
 * };
 * assertEquals(read("shop.acme.io", "auto"), "internal");
 * assertEquals(read("shop.acme.io", "public"), "public");
 * assertEquals(read("shop.test", "public"), "internal");
 * ```
 */
export function siteCertificate(
  site: Site,
  ctx: Omit<CertificateContext, "report" | "manifests">,
): SiteCertificate {
  if (ctx.https === "internal") return "internal";
  const secret = findTlsSecret(site, ctx);
  if (secret) return secret;
  if (ctx.https === "given") return "given";
  return ctx.https === "public" && publicProblem(site.host) === undefined ? "public" : "internal";
}

/**
 * The certificates of all sites over HTTPS, by host. For a proxy of the user's own those of Secrets alone: the others
 * are what the user gives it.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { siteCertificates, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const entry: IngressEntry = { host: "a.example", path: "/", upstream: "web:80", scheme: "http", tls: {} };
 * const ctx = testContext([]);
 * const sites = sitesOf([entry], ctx);
 * assertEquals(siteCertificates({ ...ctx, sites, https: "auto" }), new Map([["a.example", "internal"]]));
 * ```
 */
export function siteCertificates(
  ctx: CertificateContext & Pick<RenderContext, "sites" | "config">,
): ReadonlyMap<string, SiteCertificate> {
  const { sites, config: { disableIngress } } = ctx;
  const policy = disableIngress && ctx.https !== "internal" ? "given" : ctx.https;
  const all = [...sites].filter(({ protocol }) => protocol === "https")
    .map((site) => ({ site, certificate: siteCertificate(site, { ...ctx, https: policy }) }));
  reportOwnCertificates(
    all.filter(({ certificate }) => certificate === "internal").map(({ site }) => site),
    ctx,
  );
  return new Map(
    all.filter(({ certificate }) => !disableIngress || typeof certificate !== "string")
      .map(({ site, certificate }) => [site.host, certificate]),
  );
}
