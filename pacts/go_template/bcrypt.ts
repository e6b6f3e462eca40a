/**
 * bcrypt, which passwords of programs are hashed with.
 *
 * @module
 */

import { encodeBase64, hashSync } from "bcryptjs";

/** The longest password, in bytes. */
export const LONGEST_PASSWORD = 72;

/**
 * The hash of a password of at most 72 bytes, with 16 bytes of salt.
 *
 * @example
 * ```ts
 * import { bcrypt } from "./bcrypt.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(
 *   bcrypt("U*U", Uint8Array.fromHex("10410410410410410410410410410410"), 5),
 *   "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
 * );
 * ```
 */
export function bcrypt(password: string, salt: Uint8Array, cost = 10): string {
  // The library's own salts have another letter than Go's.
  const settings = `$2a$${String(cost).padStart(2, "0")}$`;
  return hashSync(password, `${settings}${encodeBase64([...salt], salt.length)}`);
}
