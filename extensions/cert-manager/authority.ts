/**
 * Certificate authorities, as Secrets hold them.
 *
 * @module
 */

import { type Secret, secretValue } from "@dekube/engine/pacts";
import { decodePem } from "@dekube/engine/pacts/kubernetes";
import { LARGEST_RSA, type PrivateKey, readPrivateKey } from "./private_key.ts";
import type { X509, X509Certificate } from "./x509.ts";

/** Who signs certificates. */
export interface Authority {
  /** Its certificate. */
  certificate: X509Certificate;
  /** Its key. */
  key: PrivateKey;
  /** Its certificate and those above it, without the root: what follows a leaf in `tls.crt`. */
  chain: X509Certificate[];
  /** What its clients must trust (`ca.crt`). */
  root: X509Certificate;
  /** Identifier of its key, in hexadecimal. */
  keyId: string;
}

/** A Secret that is no authority: the sentence says why. */
export class BadAuthority extends Error {}

const CERT_SIGN = 32;

/**
 * The authority that a Secret holds: `tls.crt` and `tls.key`, and `ca.crt` where its root stands alone.
 *
 * @throws {BadAuthority} where it holds none.
 */
export async function readAuthority(secret: Secret, x509: X509): Promise<Authority> {
  const [certificate, ...others] = readCertificates(secretValue(secret, "tls.crt"), x509);
  if (!certificate) throw new BadAuthority('has no certificate in "tls.crt"');
  assertMaySign(certificate, x509);
  const pem = secretValue(secret, "tls.key");
  if (!pem) throw new BadAuthority('has no key in "tls.key"');
  const key = await readPrivateKey(pem, certificate);
  if (!key) {
    throw new BadAuthority(
      `has a "tls.key" that can't be read, or is not that of its certificate. It must be an RSA key of at most ${LARGEST_RSA} bits, or an ECDSA or Ed25519 one, in PEM, not encrypted`,
    );
  }
  const pool = [...others, ...readCertificates(secretValue(secret, "ca.crt"), x509)];
  const path = await pathUp(certificate, pool);
  const root = path[path.length - 1];
  return {
    certificate,
    key,
    chain: path.filter((step) => step !== root || !isSelfIssued(root)),
    root,
    keyId: await keyIdOf(certificate, x509),
  };
}

/**
 * The authority that a certificate of this conversion is; `parent` signed it, or it did so itself.
 *
 * @throws {BadAuthority} where it is none.
 */
export async function newAuthority(
  { certificate, key }: Pick<Authority, "certificate" | "key">,
  parent: Authority | undefined,
  x509: X509,
): Promise<Authority> {
  assertMaySign(certificate, x509);
  return {
    certificate,
    key,
    chain: parent ? [certificate, ...parent.chain] : [],
    root: parent?.root ?? certificate,
    keyId: await keyIdOf(certificate, x509),
  };
}

/** The certificates of a PEM text; what is none is passed over. */
export function readCertificates(pem: string | undefined, x509: X509): X509Certificate[] {
  return decodePem(pem ?? "").flatMap(({ label, der }) => {
    if (label !== "CERTIFICATE" || !der) return [];
    try {
      return [new x509.X509Certificate(der)];
    } catch {
      return [];
    }
  });
}

/** Whether an authority's key made the signature of a certificate that names it. */
export async function isSignedBy(
  certificate: X509Certificate,
  issuer: X509Certificate,
): Promise<boolean> {
  if (!sameName(certificate.issuerName, issuer.subjectName)) return false;
  try {
    return await certificate.verify({ publicKey: issuer.publicKey, signatureOnly: true });
  } catch {
    // The library throws for algorithms that do not go together.
    return false;
  }
}

/** Whether two distinguished names are the same, byte by byte. */
export function sameName(one: Encodable, other: Encodable): boolean {
  return nameKey(one) === nameKey(other);
}

function nameKey(name: Encodable): string {
  return new Uint8Array(name.toArrayBuffer()).toHex();
}

interface Encodable {
  toArrayBuffer(): ArrayBuffer;
}

function assertMaySign(certificate: X509Certificate, x509: X509): void {
  const constraints = certificate.getExtension(x509.BasicConstraintsExtension);
  const usages = certificate.getExtension(x509.KeyUsagesExtension);
  if (constraints?.ca === true && (!usages || (usages.usages & CERT_SIGN) !== 0)) return;
  throw new BadAuthority('has a certificate that may not sign others; it must say "isCA: true"');
}

/** A certificate, the one that signed it, and so on, as far as they are known. */
async function pathUp(
  certificate: X509Certificate,
  pool: readonly X509Certificate[],
): Promise<X509Certificate[]> {
  const path = [certificate];
  const left = Map.groupBy(pool, ({ subjectName }) => nameKey(subjectName));
  let checks = 0;
  for (let top = certificate; !isSelfIssued(top);) {
    const candidates = left.get(nameKey(top.issuerName)) ?? [];
    let found: X509Certificate | undefined;
    for (const [index, candidate] of candidates.entries()) {
      if (++checks > MOST_CHECKS || !await isSignedBy(top, candidate)) continue;
      [found] = candidates.splice(index, 1);
      break;
    }
    if (!found) break;
    path.push(found);
    top = found;
  }
  return path;
}

/** How many signatures are looked at for one path, as in Go: many certificates can bear one name. */
const MOST_CHECKS = 100;

function isSelfIssued(certificate: X509Certificate): boolean {
  return sameName(certificate.issuerName, certificate.subjectName);
}

/** Clients find the authority by the identifier that its own certificate has. */
async function keyIdOf(certificate: X509Certificate, x509: X509): Promise<string> {
  const extension = certificate.getExtension(x509.SubjectKeyIdentifierExtension) ??
    await x509.SubjectKeyIdentifierExtension.create(certificate.publicKey);
  return extension.keyId;
}
