/**
 * Issues certificates, and tells whether one that is there already still serves.
 *
 * @module
 */

import { type Authority, isSignedBy, readCertificates, sameName } from "./authority.ts";
import {
  generateKey,
  keyTypeOf,
  type PrivateKey,
  readPrivateKey,
  signingAlgorithm,
} from "./private_key.ts";
import type { CertificateRequest } from "./request.ts";
import { toName } from "./subject.ts";
import type { X509, X509Certificate, X509Extension, X509Name } from "./x509.ts";

/** A certificate with its key. */
export interface KeyPair {
  /** The certificate. */
  certificate: X509Certificate;
  /** Its key. */
  key: PrivateKey;
}

/** A certificate with its key, as files hold them. */
export interface PemPair {
  /** `tls.crt`; its first certificate counts. */
  certificate: string;
  /** `tls.key`. */
  key: string;
}

/** What issuing takes beside the request. */
export interface Issuing {
  /** The library. */
  x509: X509;
  /** Who signs; nobody but the certificate itself where left out. */
  authority?: Authority;
  /** Milliseconds since 1970. */
  now: number;
  /** Told before a key is made; it may refuse. */
  makesKey?: () => void;
}

/** Clocks differ, so a certificate is valid a little before it is made. */
const CLOCK_SKEW = 5 * 60_000;

/** A certificate for a request: the first of those known that still serves, else a new one. */
export async function certify(
  request: CertificateRequest,
  known: readonly PemPair[],
  issuing: Issuing,
): Promise<KeyPair> {
  for (const pem of known) {
    const pair = await readServing(pem, request, issuing);
    if (pair) return pair;
  }
  issuing.makesKey?.();
  return await issue(request, issuing);
}

/** The pair, where it still serves. */
async function readServing(
  pem: PemPair,
  request: CertificateRequest,
  issuing: Issuing,
): Promise<KeyPair | undefined> {
  try {
    const [certificate] = readCertificates(pem.certificate, issuing.x509);
    const key = certificate && await readPrivateKey(pem.key, certificate);
    return key && await stillServes(certificate, request, issuing)
      ? { certificate, key }
      : undefined;
  } catch {
    // The library reads the parts of a certificate late, and throws where one is broken.
    return undefined;
  }
}

async function issue(
  request: CertificateRequest,
  { x509, authority, now }: Issuing,
): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKey(request.keyType);
  const subject = toName(request.subject, x509);
  const signer = authority?.key ?? privateKey;
  // Certificates know no smaller unit than a second.
  const start = Math.floor((now - CLOCK_SKEW) / 1000) * 1000;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: newSerialNumber(),
    subject,
    issuer: authority?.certificate.subjectName ?? subject,
    notBefore: new Date(start),
    notAfter: new Date(start + request.duration),
    publicKey,
    signingKey: signer.key,
    signingAlgorithm: signingAlgorithm(signer.type),
    extensions: await extensionsOf(request, publicKey, x509, authority),
  });
  return { certificate, key: privateKey };
}

/** Positive, of 16 bytes, and never with a zero in front. */
function newSerialNumber(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = bytes[0] & 0x3f | 0x40;
  return bytes.toHex();
}

/**
 * Whether a certificate is what the request asks for, was signed by the authority as it is now, and
 * has more than a third of its life left.
 */
async function stillServes(
  certificate: X509Certificate,
  request: CertificateRequest,
  { x509, authority, now }: Issuing,
): Promise<boolean> {
  const type = keyTypeOf(certificate);
  const start = certificate.notBefore.getTime();
  const end = certificate.notAfter.getTime();
  if (end - start !== request.duration || now < start || end - now <= request.duration / 3) {
    return false;
  }
  if (type?.algorithm !== request.keyType.algorithm || type.size !== request.keyType.size) {
    return false;
  }
  const subject: X509Name = toName(request.subject, x509);
  if (!sameName(certificate.subjectName, subject)) return false;
  const expected = await extensionsOf(request, certificate.publicKey, x509, authority);
  if (encodingOf(certificate.extensions) !== encodingOf(expected)) return false;
  return await isSignedBy(certificate, authority?.certificate ?? certificate);
}

function encodingOf(extensions: readonly X509Extension[]): string {
  return extensions.map(({ rawData }) => new Uint8Array(rawData).toHex()).sort().join(" ");
}

/** The extensions that a request asks for, with this key and this authority. */
async function extensionsOf(
  { isCa, usages, names, subject }: CertificateRequest,
  publicKey: CryptoKey | X509Certificate["publicKey"],
  x509: X509,
  authority?: Authority,
): Promise<X509Extension[]> {
  const extensions: X509Extension[] = [new x509.BasicConstraintsExtension(isCa, undefined, true)];
  if (usages.bits !== 0) extensions.push(new x509.KeyUsagesExtension(usages.bits, true));
  if (usages.extended.length > 0) {
    extensions.push(new x509.ExtendedKeyUsageExtension(usages.extended));
  }
  extensions.push(await x509.SubjectKeyIdentifierExtension.create(publicKey));
  if (authority) extensions.push(new x509.AuthorityKeyIdentifierExtension(authority.keyId));
  if (names.length > 0) {
    // Where there is no subject, clients must not pass these over.
    extensions.push(new x509.SubjectAlternativeNameExtension(names, subject.length === 0));
  }
  return extensions;
}
