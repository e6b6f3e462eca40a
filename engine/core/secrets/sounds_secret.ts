/**
 * Tells a password from a word.
 *
 * @module
 */

const NAMES =
  /pass|pwd|secret|token|api.?key|access.?key|private|credential|auth|salt|dsn|jwt|webhook|signing|encryption|(?:^|[._-])key$|(?:^|[._-])pw$/i;

/** A URL that says who somebody is, and their password. */
const SIGNED_URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Whether a name is one of something that nobody should know: `DB_PASSWORD`. */
export function soundsSecret(name: string): boolean {
  return NAMES.test(name);
}

/** Whether a value is one wherever it stands. `admin` or `5432` may mean anything, and a host's name is none. */
export function isTelling(key: string, value: string): boolean {
  if (SIGNED_URL.test(value)) return true;
  if (!soundsSecret(key) || value.length < 6) return false;
  return value.length >= 16 || !/^(?:[a-z]+|[A-Z]+|\d+)$/.test(value);
}
