/**
 * Certificates that Ingresses bring for their hosts, for a proxy to serve them with.
 *
 * @module
 */

import { mountedFile, type MountedFiles, mountedTogether } from "./mounted_files.ts";
import { onePerFolder, type SecretContext } from "./named_secret.ts";
import type { RenderContext } from "./render_context.ts";
import { findTlsSecret, type TlsSecret } from "./tls_secret.ts";

/**
 * The certificates by host, where a site's Ingresses bring one. None for a proxy of the user's own, into which nothing
 * is mounted.
 *
 * @example
 * ```ts
 * import type { IngressEntry } from "@dekube/engine/pacts";
 * import { ownCertificates, sitesOf } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const tls = { namespace: "shop", name: "gone" };
 * const entry: IngressEntry = { host: "a.example", path: "/", upstream: "web:80", scheme: "http", tls };
 * const ctx = testContext([]);
 * assertEquals(ownCertificates({ ...ctx, sites: sitesOf([entry], ctx) }), new Map());
 * ```
 */
export function ownCertificates(
  ctx: SecretContext & Pick<RenderContext, "sites" | "config">,
): Map<string, TlsSecret> {
  const found = new Map<string, TlsSecret>();
  if (ctx.config.disableIngress) return found;
  for (const site of ctx.sites) {
    const secret = site.host === "" ? undefined : findTlsSecret(site, ctx);
    if (secret) found.set(site.host, secret);
  }
  return found;
}

/** Paths of a certificate and its key. */
export interface TlsPair {
  /** Path of the certificate. */
  certificate: string;
  /** Path of its key. */
  key: string;
}

/**
 * Where a proxy's container has a certificate and its key; `folder` is the one that it has them all in.
 *
 * @example
 * ```ts
 * import { tlsPaths } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(tlsPaths({ folder: "web-tls" }, "/etc/proxy/tls"), {
 *   certificate: "/etc/proxy/tls/web-tls/tls.crt",
 *   key: "/etc/proxy/tls/web-tls/tls.key",
 * });
 * ```
 */
export function tlsPaths(secret: Pick<TlsSecret, "folder">, folder: string): TlsPair {
  return {
    certificate: `${folder}/${secret.folder}/tls.crt`,
    key: `${folder}/${secret.folder}/tls.key`,
  };
}

/**
 * Certificates and their keys, in `folder` of the proxy's container.
 *
 * @example
 * ```ts
 * import { mountedTls } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const [certificate, key] = [new Uint8Array([1]), new Uint8Array([2])];
 * const { files, mounts } = mountedTls([{ folder: "web-tls", certificate, key }], "/etc/proxy/tls");
 * assertEquals(files["secrets/web-tls/tls.key"].content, key);
 * assertEquals(mounts.map(({ target }) => target), [
 *   "/etc/proxy/tls/web-tls/tls.crt",
 *   "/etc/proxy/tls/web-tls/tls.key",
 * ]);
 * ```
 */
export function mountedTls(secrets: Iterable<TlsSecret>, folder: string): MountedFiles {
  return mountedTogether(
    onePerFolder(secrets).flatMap((secret) => {
      const [from, to] = [tlsPaths(secret, "secrets"), tlsPaths(secret, folder)];
      return [
        mountedFile(from.certificate, { content: secret.certificate }, to.certificate),
        mountedFile(from.key, { content: secret.key }, to.key),
      ];
    }),
  );
}
