/**
 * Files of certificates that a proxy serves sites with.
 *
 * @module
 */

import { mountedFile, type MountedFiles, mountedTogether } from "./mounted_files.ts";
import { onePerFolder } from "./named_secret.ts";
import type { TlsSecret } from "./tls_secret.ts";

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
