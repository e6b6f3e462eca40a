/**
 * Certificate authorities that backends are checked against.
 *
 * @module
 */

import { isCertificate } from "../encoding/der.ts";
import { decodePem } from "../encoding/pem.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { CaRef } from "../ingress/backend_address.ts";
import { configMapValue, decodeText, secretBytes } from "../kubernetes/secrets.ts";
import { idOf } from "../manifest.ts";
import { mountedFile, type MountedFiles, mountedTogether } from "./mounted_files.ts";
import { namedSecret, type SecretContext } from "./named_secret.ts";

/** The certificates of a Secret or a ConfigMap. */
export interface TrustedCa {
  /** Name of the folder of its files. */
  folder: string;
  /** What its folder is in. */
  below: "secrets" | "configmaps";
  /** The key that has them. */
  key: string;
  /** Its bytes. */
  content: Uint8Array;
  /** Each certificate, DER in base64. */
  certificates: string[];
}

/**
 * The CA in a Secret or a ConfigMap; where no kind is named, in a ConfigMap if there is no such Secret. `ca.crt`, else
 * `tls.crt`, where HAProxy's ingress controller looks for it.
 * `undefined` where there is none: a file that is missing, or holds no certificate, would keep
 * a proxy from starting.
 */
export function findCa(
  ref: CaRef,
  ctx: SecretContext,
): TrustedCa | undefined {
  const found = ref.kind === "ConfigMap" ? undefined : namedSecret(ref, ctx);
  if (!found) return ref.kind === "Secret" ? undefined : configMapCa(ref, ctx);
  const { secret, folder } = found;
  for (const key of ["ca.crt", "tls.crt"]) {
    const content = secretBytes(secret, key);
    const certificates = content && parseCertificates(decodeText(content) ?? "");
    if (certificates) return { folder, below: "secrets", key, content, certificates };
  }
  return undefined;
}

function configMapCa({ namespace, name }: CaRef, ctx: SecretContext): TrustedCa | undefined {
  const map = ctx.configMaps?.get(namespace, name);
  const key = "ca.crt";
  const value = map && configMapValue(map, key);
  if (!map || value === undefined) return undefined;
  const content = typeof value === "string" ? new TextEncoder().encode(value) : value;
  const certificates = parseCertificates(decodeText(content) ?? "");
  if (!certificates) return undefined;
  return { folder: ctx.names.folder(idOf(map)), below: "configmaps", key, content, certificates };
}

/**
 * Where a proxy's container has the certificates of an authority; `folder` is the one that it has them all in.
 * ConfigMaps are apart there, since one may be called as a Secret is.
 *
 * @example
 * ```ts
 * import { caPath } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const ca = { folder: "issuer", below: "secrets" } as const;
 * assertEquals(caPath(ca, "/certs"), "/certs/issuer/ca.crt");
 * ```
 */
export function caPath(ca: Pick<TrustedCa, "folder" | "below">, folder: string): string {
  return `${folder}/${ca.below === "secrets" ? "" : `${ca.below}/`}${ca.folder}/ca.crt`;
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
  const byPath = new Map(found.map((ca) => [caPath(ca, folder), ca]));
  return mountedTogether(
    [...byPath].sort(([one], [other]) => one < other ? -1 : 1).map(([path, ca]) =>
      mountedFile(
        `${ca.below}/${ca.folder}/${ca.key}`,
        { content: ca.content, mode: 0o644 },
        path,
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
