/**
 * Certificate authorities that backends are checked against.
 *
 * @module
 */

import { isCertificate } from "../encoding/der.ts";
import { decodePem } from "../encoding/pem.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { ObjectRef } from "../ingress/object_ref.ts";
import { decodeText, secretBytes } from "../kubernetes/secrets.ts";
import { mountedFile, type MountedFiles, mountedTogether } from "./mounted_files.ts";
import { namedSecret, onePerFolder, type SecretContext } from "./named_secret.ts";

/** The certificates of a Secret. */
export interface TrustedCa {
  /** Folder of the Secret's files, below `secrets/`. */
  folder: string;
  /** The key that has them. */
  key: string;
  /** Its bytes. */
  content: Uint8Array;
  /** Each certificate, DER in base64. */
  certificates: string[];
}

/**
 * The CA in a Secret: `ca.crt`, else `tls.crt`, where HAProxy's ingress controller looks for it.
 * `undefined` where there is none: a file that is missing, or holds no certificate, would keep
 * a proxy from starting.
 */
export function findCa(
  ref: ObjectRef,
  ctx: SecretContext,
): TrustedCa | undefined {
  const found = namedSecret(ref, ctx);
  if (!found) return undefined;
  const { secret, folder } = found;
  for (const key of ["ca.crt", "tls.crt"]) {
    const content = secretBytes(secret, key);
    const certificates = content && parseCertificates(decodeText(content) ?? "");
    if (certificates) return { folder, key, content, certificates };
  }
  return undefined;
}

/**
 * Where a proxy's container has the certificates of an authority; `folder` is the one that it has them all in.
 *
 * @example
 * ```ts
 * import { caPath } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(caPath({ folder: "root" }, "/etc/proxy/certs"), "/etc/proxy/certs/root/ca.crt");
 * ```
 */
export function caPath(ca: Pick<TrustedCa, "folder">, folder: string): string {
  return `${folder}/${ca.folder}/ca.crt`;
}

/**
 * The authorities that the backends of routes are checked against, in `folder` of the proxy's container: the
 * certificates alone, never a key.
 *
 * @example
 * ```ts
 * import { mountedCas } from "@dekube/engine/pacts/proxy";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(mountedCas([], "/etc/proxy/certs", testContext([])), { files: {}, mounts: [] });
 * ```
 */
export function mountedCas(
  entries: readonly Pick<IngressEntry, "scheme" | "serverCaSecret">[],
  folder: string,
  ctx: SecretContext,
): MountedFiles {
  const found = entries.filter(({ scheme }) => scheme === "https")
    .flatMap(({ serverCaSecret }) => serverCaSecret ? findCa(serverCaSecret, ctx) ?? [] : []);
  return mountedTogether(
    onePerFolder(found).map((ca) =>
      mountedFile(
        `secrets/${ca.folder}/${ca.key}`,
        { content: ca.content, mode: 0o644 },
        caPath(ca, folder),
      )
    ),
  );
}

/** Certificates of a PEM text, DER in base64; `undefined` where there is none, or one is broken. */
function parseCertificates(pem: string): string[] | undefined {
  const blocks = decodePem(pem).filter(({ label }) => label === "CERTIFICATE");
  const isWhole = blocks.length === pem.split("-----BEGIN CERTIFICATE-----").length - 1 &&
    blocks.every(({ der }) => der && isCertificate(der));
  return blocks.length > 0 && isWhole ? blocks.map(({ der }) => der!.toBase64()) : undefined;
}
