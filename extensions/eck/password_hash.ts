/**
 * Hashes of passwords as Elasticsearch's file realm reads them.
 *
 * @see https://www.elastic.co/docs/reference/elasticsearch/configuration-reference/security-settings
 * @module
 */

/** As many as Elasticsearch's own `pbkdf2`. */
const ITERATIONS = 10_000;
const BYTES = 32;

/** A salt, to be kept: 32 random bytes in base64. */
export function newSalt(): string {
  return crypto.getRandomValues(new Uint8Array(BYTES)).toBase64();
}

/** Whether it is a salt of {@linkcode newSalt}. */
export function isSalt(text: string): boolean {
  return /^[A-Za-z0-9+/]{43}=$/.test(text);
}

/** The hash of a password: PBKDF2 with HMAC-SHA512. */
export async function hashPassword(password: string, salt: string): Promise<string> {
  const key = await crypto.subtle.importKey(
    "raw",
    new TextEncoder().encode(password),
    "PBKDF2",
    false,
    ["deriveBits"],
  );
  const bits = await crypto.subtle.deriveBits(
    {
      name: "PBKDF2",
      hash: "SHA-512",
      salt: Uint8Array.fromBase64(salt),
      iterations: ITERATIONS,
    },
    key,
    BYTES * 8,
  );
  return `{PBKDF2}${ITERATIONS}$${salt}$${new Uint8Array(bits).toBase64()}`;
}
