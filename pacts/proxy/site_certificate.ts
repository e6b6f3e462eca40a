/**
 * Which certificate a site is served with.
 *
 * @module
 */

import { ipAddress } from "../ip_address.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import type { SecretContext } from "./named_secret.ts";
import type { RenderContext } from "./render_context.ts";
import type { Site } from "./sites.ts";
import { findTlsSecret, type TlsSecret } from "./tls_secret.ts";

/** Where a site's certificate comes from: a Secret, a public authority, the user, or the proxy's own authority. */
export type SiteCertificate = TlsSecret | "public" | "given" | "internal";

/** What has to be known to choose a certificate. */
export interface CertificateContext extends SecretContext, Pick<RenderContext, "report"> {
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
export function siteCertificate(site: Site, ctx: CertificateContext): SiteCertificate {
  if (ctx.https === "internal") return "internal";
  const secret = findTlsSecret(site, ctx);
  if (secret) return secret;
  if (ctx.https === "given") return "given";
  if (ctx.https !== "public") {
    reportMissing(site, ctx);
    return "internal";
  }
  const problem = publicProblem(site.host);
  if (problem === undefined) return "public";
  ctx.report().info(
    "own-certificate",
    `${
      site.host || "any other host"
    } has a certificate of the proxy's own authority, because ${problem}`,
  );
  return "internal";
}

function reportMissing({ host, entries }: Site, ctx: CertificateContext): void {
  const { tls, resource } = entries.find(({ tls }) => tls?.secret) ?? {};
  if (!tls?.secret) return;
  ctx.report(resource).info(
    "own-certificate",
    `there is no certificate in the Secret "${tls.secret.name}", so ${
      host || "any other host"
    } has one of the proxy's own authority, which browsers warn of. Add the Secret to the manifests, have \`--extension cert-manager\` issue it, or set \`https: public\` in dekube.yaml where the name is one of the internet`,
  );
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
  return new Map(
    [...sites].filter(({ protocol }) => protocol === "https")
      .map((site) => [site.host, siteCertificate(site, { ...ctx, https: policy })] as const)
      .filter(([, certificate]) => !disableIngress || typeof certificate !== "string"),
  );
}

/** Domains that nobody on the internet owns (RFC 2606, 6761, 6762, 7686, 8375, 9476, ICANN's `internal`), and usual names of homes and offices. */
const PRIVATE = new Set([
  ...["alt", "arpa", "corp", "example", "home", "internal", "intranet", "invalid", "lan", "local"],
  ...["localdomain", "localhost", "onion", "private", "test"],
]);

/** Why no public authority gives a certificate for a name. */
function publicProblem(host: string): string | undefined {
  if (host === "") return "a public one needs a name";
  if (host.startsWith("*.")) {
    return "a public one for all names below a domain takes a DNS challenge";
  }
  if (ipAddress(host) !== undefined) return "an address has no public one";
  if (host.includes("_")) return "a public one has no underscore in its name";
  if (!host.includes(".")) return "a public one needs a name in a domain of the internet";
  if (PRIVATE.has(host.slice(host.lastIndexOf(".") + 1))) {
    return "no domain of the internet ends so";
  }
  return undefined;
}
