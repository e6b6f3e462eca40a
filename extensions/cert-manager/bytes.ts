/**
 * Bytes as text.
 *
 * @module
 */

/** Bytes as hexadecimal digits. */
export function toHex(bytes: Uint8Array | ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
