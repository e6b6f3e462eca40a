/**
 * Base64, as Secrets and PEM have it.
 *
 * @module
 */

/** Bytes that Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Bytes of base64; `undefined` where it is none, for which the runtime would throw.
 *
 * @example
 * ```ts
 * import { fromBase64 } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fromBase64("AP8="), new Uint8Array([0, 255]));
 * assertEquals(fromBase64("%"), undefined);
 * ```
 */
export function fromBase64(base64: string): Bytes | undefined {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}
