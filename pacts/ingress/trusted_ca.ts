/**
 * Certificate authorities that backends are checked against.
 *
 * @module
 */

import { toBase64 } from "../encoding/base64.ts";
import { type ComposeMount, mount } from "../compose.ts";
import type { ConvertContext } from "../context.ts";
import { isCertificate } from "../encoding/der.ts";
import type { IngressEntry, ObjectRef } from "./ingress.ts";
import { idOf } from "../kubernetes.ts";
import { decodePem } from "../encoding/pem.ts";
import { decodeText, secretBytes } from "../secrets.ts";

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
 *
 * @example
 * ```ts
 * import { findCa } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const secret = { kind: "Secret", metadata: { name: "ca", namespace: "shop" }, stringData: { "ca.crt": "none" } };
 * assertEquals(findCa({ namespace: "shop", name: "ca" }, testContext([secret])), undefined);
 * ```
 */
export function findCa(
  secret: ObjectRef,
  ctx: Pick<ConvertContext, "secrets" | "names">,
): TrustedCa | undefined {
  const found = ctx.secrets.get(secret.namespace, secret.name);
  if (!found) return undefined;
  const folder = ctx.names.folder(idOf(found));
  if (!/^[\w-][\w.-]*$/.test(folder)) return undefined;
  for (const key of ["ca.crt", "tls.crt"]) {
    const content = secretBytes(found, key);
    const certificates = content && parseCertificates(decodeText(content) ?? "");
    if (certificates) return { folder, key, content, certificates };
  }
  return undefined;
}

/**
 * Writes the certificates where the Secret's own files would be; their path below the output
 * folder.
 *
 * @example
 * ```ts
 * import { writeCa } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ca = { folder: "ca", key: "ca.crt", content: new Uint8Array(), certificates: [] };
 * assertEquals(writeCa(ca, testContext([])), "secrets/ca/ca.crt");
 * ```
 */
export function writeCa(
  { folder, key, content }: TrustedCa,
  ctx: Pick<ConvertContext, "files">,
): string {
  const path = `secrets/${folder}/${key}`;
  if (!ctx.files.has(path)) ctx.files.write(path, content, { mode: 0o644 });
  return path;
}

/**
 * Mounts of the CAs that the backends of routes are checked against, each as `<folder>/<secret>/ca.crt` of
 * the proxy's container: the certificates alone, never a key. They are written as well.
 *
 * @example
 * ```ts
 * import { caMounts } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(caMounts([], "/etc/proxy/certs", testContext([])), []);
 * ```
 */
export function caMounts(
  entries: readonly Pick<IngressEntry, "scheme" | "serverCaSecret">[],
  folder: string,
  ctx: Pick<ConvertContext, "secrets" | "names" | "files">,
): (string | ComposeMount)[] {
  const targets = new Map<string, string>();
  for (const { scheme, serverCaSecret } of entries) {
    const ca = scheme === "https" && serverCaSecret ? findCa(serverCaSecret, ctx) : undefined;
    if (ca) targets.set(`${folder}/${ca.folder}/ca.crt`, `./${writeCa(ca, ctx)}`);
  }
  return [...targets].sort(([a], [b]) => a < b ? -1 : 1)
    .map(([target, source]) => mount(source, target, { readOnly: true }));
}

/** Certificates of a PEM text, DER in base64; `undefined` where there is none, or one is broken. */
function parseCertificates(pem: string): string[] | undefined {
  const blocks = decodePem(pem).filter(({ label }) => label === "CERTIFICATE");
  const isWhole = blocks.length === pem.split("-----BEGIN CERTIFICATE-----").length - 1 &&
    blocks.every(({ der }) => der && isCertificate(der));
  return blocks.length > 0 && isWhole ? blocks.map(({ der }) => toBase64(der!)) : undefined;
}
