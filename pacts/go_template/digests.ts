/**
 * Digests, of Go strings. Web Crypto's can only be waited for, which nothing within a template can.
 *
 * @module
 */

import { sha1 as sha1Of } from "@noble/hashes/legacy.js";
import { sha256 as sha256Of, sha512 as sha512Of } from "@noble/hashes/sha2.js";
import { goBytes } from "./go_text.ts";

/**
 * SHA-256 in hex.
 *
 * @example
 * ```ts
 * import { sha256 } from "./digests.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(sha256("").slice(0, 16), "e3b0c44298fc1c14");
 * ```
 */
export function sha256(text: string): string {
  return sha256Of(goBytes(text)).toHex();
}

/** SHA-512 in hex. */
export function sha512(text: string): string {
  return sha512Of(goBytes(text)).toHex();
}

/** SHA-1 in hex. */
export function sha1(text: string): string {
  return sha1Of(goBytes(text)).toHex();
}

/** Adler-32. */
export function adler32(text: string): number {
  let a = 1;
  let b = 0;
  for (let at = 0; at < text.length; at++) {
    a = (a + text.charCodeAt(at)) % 65521;
    b = (b + a) % 65521;
  }
  return b * 65536 + a;
}
