/**
 * Whether a text is the hash of a password. What else stands where one is expected may be a secret in plain.
 *
 * @module
 */

const PATTERNS: ReadonlyMap<string, RegExp> = new Map([
  ["password_sha256_hex", /^[0-9a-f]{64}$/i],
  ["password_double_sha1_hex", /^[0-9a-f]{40}$/i],
]);

/** Hashes of the empty password, by which everybody signs in. */
const EMPTY: readonly string[] = [
  "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  "be1bdec0aa74b4dcb079943e70528096cca985f8",
];

/** Whether it is a hash of that kind, and not the empty password's. */
export function isPasswordHash(kind: string, hash: string): boolean {
  return PATTERNS.get(kind)?.test(hash) === true && !EMPTY.includes(hash.toLowerCase());
}
