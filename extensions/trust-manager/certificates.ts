/**
 * Certificates in PEM.
 *
 * @module
 */

import { decodePem, encodePem, fromBase64, isCertificate } from "@dekube/engine/pacts/kubernetes";

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
  for (const { label, der } of decodePem(pem)) {
    // Older tools write it so.
    const isLabelled = label === CERTIFICATE || label === "X509 CERTIFICATE";
    if (isLabelled && der && isCertificate(der)) content.certificates.push(der.toBase64());
    else content.others.push(label);
  }
  return content;
}

/** Certificates as PEM, each once. */
export function writePem(certificates: Iterable<string>): string {
  return Array.from(
    new Set(certificates),
    (base64) => encodePem(CERTIFICATE, fromBase64(base64) ?? new Uint8Array()),
  ).join("");
}
