/**
 * Certificates in PEM.
 *
 * @module
 */

/** What a text holds. */
export interface PemContent {
  /** Its certificates, DER in base64. */
  certificates: string[];
  /** What its other blocks are called, broken certificates among them. */
  others: string[];
}

const CERTIFICATE = "CERTIFICATE";

/** The certificates of a text, and what else is in it. What stands around the blocks is passed over. */
export function readPem(pem: string): PemContent {
  const content: PemContent = { certificates: [], others: [] };
  const blocks = pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----)[^])*)-----END \1-----/g);
  for (const [, label, body] of blocks) {
    const base64 = body.replace(/\s+/g, "");
    // Older tools write it so.
    const isLabelled = label === CERTIFICATE || label === "X509 CERTIFICATE";
    if (isLabelled && isCertificate(base64)) content.certificates.push(base64);
    else content.others.push(label);
  }
  return content;
}

/** Certificates as PEM, each once. */
export function writePem(certificates: Iterable<string>): string {
  return Array.from(new Set(certificates), (base64) => {
    const lines = base64.match(/.{1,64}/g) ?? [];
    return [`-----BEGIN ${CERTIFICATE}-----`, ...lines, `-----END ${CERTIFICATE}-----`, ""].join(
      "\n",
    );
  }).join("");
}

const INTEGER = 0x02;
const BIT_STRING = 0x03;
const SEQUENCE = 0x30;
const VERSION = 0xa0;

/** Whether something is built like a certificate, down to the fields that every one has. */
function isCertificate(base64: string): boolean {
  const der = fromBase64(base64);
  if (!der) return false;
  const [outer, ...more] = valuesIn(der) ?? [];
  if (outer?.tag !== SEQUENCE || more.length > 0) return false;
  const parts = valuesIn(outer.content) ?? [];
  if (!startsWith(parts, [SEQUENCE, SEQUENCE, BIT_STRING]) || parts.length !== 3) return false;
  const fields = valuesIn(parts[0].content) ?? [];
  // Serial number, signature algorithm, issuer, validity, subject, public key.
  return startsWith(
    fields.slice(fields[0]?.tag === VERSION ? 1 : 0),
    [INTEGER, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE, SEQUENCE],
  );
}

function startsWith(values: readonly DerValue[], tags: readonly number[]): boolean {
  return tags.every((tag, index) => values[index]?.tag === tag);
}

function fromBase64(base64: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}

interface DerValue {
  tag: number;
  content: Uint8Array;
}

/** The values that stand one after the other in DER; `undefined` where the last is cut off. */
function valuesIn(der: Uint8Array): DerValue[] | undefined {
  const values: DerValue[] = [];
  for (let at = 0; at < der.length;) {
    const tag = der[at++];
    let length = der[at++] ?? 0;
    if (length >= 0x80) {
      let size = length - 0x80;
      if (size === 0 || size > 4) return undefined;
      for (length = 0; size > 0; size--) length = length * 256 + (der[at++] ?? 0);
    }
    if (at + length > der.length) return undefined;
    values.push({ tag, content: der.subarray(at, at + length) });
    at += length;
  }
  return values;
}
