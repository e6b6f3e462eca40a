/**
 * Certificates that Ingresses bring for their hosts (`spec.tls[].secretName`).
 *
 * @module
 */

import type { Bytes } from "../encoding/base64.ts";
import { isCertificate, readDer } from "../encoding/der.ts";
import { decodePem } from "../encoding/pem.ts";
import { decodeText, secretBytes } from "../kubernetes/secrets.ts";
import { namedSecret, type SecretContext } from "./named_secret.ts";
import type { Site } from "./sites.ts";

/** A certificate with its key. */
export interface TlsSecret {
  /** Folder of the Secret's files, below `secrets/`. */
  folder: string;
  /** `tls.crt`, PEM. */
  certificate: Uint8Array;
  /** `tls.key`, PEM. */
  key: Uint8Array;
}

/**
 * The first Secret that one of a site's routes names and that holds a certificate and a key that go
 * together; `undefined` where there is none: anything else would keep a proxy from starting.
 */
export function findTlsSecret(
  { entries }: Pick<Site, "entries">,
  ctx: SecretContext,
): TlsSecret | undefined {
  for (const { tls } of entries) {
    const found = tls?.secret && namedSecret(tls.secret, ctx);
    if (!found) continue;
    const { secret, folder } = found;
    const certificate = secretBytes(secret, "tls.crt");
    const key = secretBytes(secret, "tls.key");
    if (certificate && key && goTogether(certificate, key)) return { folder, certificate, key };
  }
  return undefined;
}

/** Whether the first certificate of a text is that of the key in another. */
function goTogether(certificate: Uint8Array, key: Uint8Array): boolean {
  const [leaf] = decodePem(decodeText(certificate) ?? "");
  const secret = decodePem(decodeText(key) ?? "").find(({ label }) =>
    /^(RSA |EC )?PRIVATE KEY$/.test(label)
  );
  if (leaf?.label !== "CERTIFICATE" || !leaf.der || !isCertificate(leaf.der)) return false;
  if (!secret?.der) return false;
  const shared = publicPart(secret.der);
  if (shared === "broken") return false;
  return shared === undefined || includes(leaf.der, shared);
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const SEQUENCE = 0x30;
/** `[1]`: where a key on a curve may hold its public half. */
const SECOND = 0xa1;

/** Shorter than any modulus or point that is in use, longer than a version or an exponent. */
const LEAST = 32;

/**
 * What a private key has in common with its certificate: an RSA modulus, a point on a curve.
 * `undefined` where the key does not hold it.
 */
function publicPart(der: Bytes): Bytes | "broken" | undefined {
  const [outer, ...more] = readDer(der) ?? [];
  if (outer?.tag !== SEQUENCE || more.length > 0) return "broken";
  const values = readDer(outer.content);
  if (!values) return "broken";
  const modulus = values.find(({ tag, content }) => tag === INTEGER && content.length > LEAST);
  if (modulus) return modulus.content;
  const point = values.find(({ tag }) => tag === SECOND);
  if (point) {
    const [bits] = readDer(point.content) ?? [];
    return bits?.tag === BIT_STRING ? bits.content : "broken";
  }
  // PKCS #8 holds the key's own format within; of Ed25519 that is the bare key.
  const inner = values.find(({ tag }) => tag === OCTET_STRING)?.content;
  return inner?.[0] === SEQUENCE ? publicPart(inner) : undefined;
}

/** Whether bytes occur in others. */
function includes(whole: Uint8Array, part: Uint8Array): boolean {
  for (let at = whole.indexOf(part[0]); at !== -1; at = whole.indexOf(part[0], at + 1)) {
    if (part.every((byte, index) => whole[at + index] === byte)) return true;
  }
  return false;
}
