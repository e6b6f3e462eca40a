/**
 * PEM: DER in base64 between two lines that say what it is.
 *
 * @module
 */

import { type Bytes, fromBase64 } from "./base64.ts";

/** One block of a PEM text. */
export interface PemBlock {
  /** What it is, for instance `CERTIFICATE`. */
  label: string;
  /** Its content; `undefined` where it is no base64, or is encrypted. */
  der: Bytes | undefined;
}

/**
 * The blocks of a PEM text; what stands around them is passed over.
 *
 * @example
 * ```ts
 * import { decodePem } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pem = "-----BEGIN CERTIFICATE-----\nAQI=\n-----END CERTIFICATE-----\n";
 * assertEquals(decodePem(pem), [{ label: "CERTIFICATE", der: new Uint8Array([1, 2]) }]);
 * ```
 */
export function decodePem(pem: string): PemBlock[] {
  const blocks = pem.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----((?:(?!-----)[^])*)-----END \1-----/g);
  return Array.from(blocks, ([, label, body]) => ({
    label,
    der: fromBase64(body.replace(/\s+/g, "")),
  }));
}

/**
 * A block of PEM.
 *
 * @example
 * ```ts
 * import { encodePem } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pem = "-----BEGIN CERTIFICATE-----\nAQI=\n-----END CERTIFICATE-----\n";
 * assertEquals(encodePem("CERTIFICATE", new Uint8Array([1, 2])), pem);
 * ```
 */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = der.toBase64().match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}
