/**
 * Tells a password from a word.
 *
 * @module
 */

const NAMES =
  /pass|pwd|secret|token|api.?key|access.?key|private|credential|auth|salt|dsn|jwt|webhook|signing|encryption|erlang.?cookie|(?:^|[._-])key$|(?:^|[._-])pw$/i;

/** A URL that says who somebody is, and their password. */
const SIGNED_URL = /:\/\/[^/\s:@]*:[^/\s@]+@/;

/** Names of fields that say where something is, or which, and not what it is. */
const REFERENCE = /^key$|(?:name|ref|refs|class|policy|mode|type|path|mount|issuer|enabled)$/i;

/** Of names with a prefix most are an ingress controller's, which say how somebody is asked who they are. */
const TELLING_PREFIXED = /passw|token|credential|private-?key|api-?key/i;

/** What is no secret whatever its name says. */
const HARMLESS = /^(?:true|false|yes|no|on|off|none|null|\d{1,5}|)$/i;

/** Where a secret is, not what it is: `DB_PASSWORD_FILE`. */
const PLACE = /_(?:FILE|PATH|DIR)$/i;

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

/** Whether a field's name says that its value is one that nobody should know. */
export function isSecretField(key: string, value: string): boolean {
  if (!soundsSecret(key) || HARMLESS.test(value)) return false;
  if (key.includes("/")) return TELLING_PREFIXED.test(key);
  if (REFERENCE.test(key)) return false;
  return !(PLACE.test(key) && value.startsWith("/"));
}
