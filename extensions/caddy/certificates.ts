/**
 * Which certificate a site is served with. Where nothing says so, Caddy gets a public one.
 *
 * @module
 */

import {
  ownCertificates,
  type RenderContext,
  tlsPaths,
  type TlsSecret,
} from "@dekube/engine/pacts/proxy";
import type { Line } from "./blocks.ts";
import { quote } from "./quote.ts";
import type { CaddySettings } from "./settings.ts";

/** Where the container has the certificates that Ingresses bring, a folder each. */
export const TLS_FOLDER = "/etc/caddy/tls";

/** The certificates that Ingresses bring for their hosts, by host, where Caddy is to use them. */
export function certificates(
  { tls_internal }: CaddySettings,
  ctx: RenderContext,
): ReadonlyMap<string, TlsSecret> {
  return tls_internal ? new Map() : ownCertificates(ctx);
}

/** What the block of a host says of its certificate. */
export function certificateLines(
  host: string,
  { tls_internal, email }: CaddySettings,
  own: ReadonlyMap<string, TlsSecret>,
  ctx: RenderContext,
): Line[] {
  if (host === "") return [];
  if (tls_internal) return ["tls internal"];
  const secret = own.get(host);
  if (secret) {
    const { certificate, key } = tlsPaths(secret, TLS_FOLDER);
    return [`tls ${certificate} ${key}`];
  }
  if (host.startsWith("*.")) {
    ctx.report().warn(
      "wildcard-certificate",
      `a public certificate for ${host} takes a DNS challenge, which the stock image of Caddy can't answer; set extensions.caddy.tls_internal, or use an image that can`,
    );
  }
  // Global options are the other Caddyfile's own.
  return ctx.config.disableIngress && email ? [`tls ${quote(email)}`] : [];
}
