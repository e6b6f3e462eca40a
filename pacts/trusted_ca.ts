/**
 * Certificate authorities that backends are checked against.
 *
 * @module
 */

import type { ConvertContext } from "./context.ts";
import type { ObjectRef } from "./ingress.ts";
import { idOf } from "./kubernetes.ts";
import { decodeText, secretBytes } from "./secrets.ts";

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

/** Certificates of a PEM text, DER in base64; `undefined` where there is none, or one is broken. */
function parseCertificates(pem: string): string[] | undefined {
  const bodies = [...pem.matchAll(
    /^-----BEGIN CERTIFICATE-----\r?\n([A-Za-z0-9+/=\s]+)^-----END CERTIFICATE-----/gm,
  )].map(([, body]) => body.replace(/\s+/g, ""));
  const isWhole = bodies.length === pem.split("-----BEGIN CERTIFICATE-----").length - 1 &&
    bodies.every(isCertificate);
  return bodies.length > 0 && isWhole ? bodies : undefined;
}

const SEQUENCE = 0x30;
const BIT_STRING = 0x03;

/**
 * Whether something has the outline of a certificate: what is certified, an algorithm, a signature.
 */
function isCertificate(base64: string): boolean {
  let der: Uint8Array;
  try {
    der = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return false;
  }
  const [outer, ...more] = values(der) ?? [];
  if (outer?.tag !== SEQUENCE || more.length > 0) return false;
  const parts = values(outer.content)?.map(({ tag }) => tag);
  return String(parts) === String([SEQUENCE, SEQUENCE, BIT_STRING]);
}

/** The values that stand one after the other in DER; `undefined` where the last is cut off. */
function values(der: Uint8Array): { tag: number; content: Uint8Array }[] | undefined {
  const found = [];
  for (let at = 0; at < der.length;) {
    const tag = der[at++];
    let length = der[at++] ?? 0;
    if (length > 0x80) {
      let size = length - 0x80;
      if (size > 4) return undefined;
      for (length = 0; size > 0; size--) length = length * 256 + (der[at++] ?? 0);
    }
    if (at + length > der.length) return undefined;
    found.push({ tag, content: der.subarray(at, at + length) });
    at += length;
  }
  return found;
}
