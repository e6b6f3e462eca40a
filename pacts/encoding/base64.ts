/**
 * Base64, as Secrets and PEM have it.
 *
 * @module
 */

/** Bytes that Web Crypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/**
 * Bytes in base64.
 *
 * @example
 * ```ts
 * import { toBase64 } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(toBase64(new Uint8Array([0, 255])), "AP8=");
 * ```
 */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/**
 * Bytes of base64; `undefined` where it is none.
 *
 * @example
 * ```ts
 * import { fromBase64 } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(fromBase64("AP8="), new Uint8Array([0, 255]));
 * assertEquals(fromBase64("%"), undefined);
 * ```
 */
export function fromBase64(base64: string): Bytes | undefined {
  try {
    return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  } catch {
    return undefined;
  }
}
