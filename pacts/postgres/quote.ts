/**
 * Values in the syntaxes of PostgreSQL, quoted so that they stay one value.
 *
 * @module
 */

const CONFIG_ESCAPES: Record<string, string> = {
  "\\": "\\\\",
  "'": "''",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

/**
 * A value of postgresql.conf in quotes.
 *
 * @see https://www.postgresql.org/docs/current/config-setting.html
 */
export function configValue(value: string): string {
  return `'${value.replace(/[\\'\n\r\t\b\f]/g, (char) => CONFIG_ESCAPES[char])}'`;
}

/**
 * A text as an SQL literal. The escape form means the same whatever standard_conforming_strings says.
 */
export function sqlLiteral(value: string): string {
  return `E'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** A name as an SQL identifier. */
export function sqlName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * Whether PostgreSQL can hold a text at all, which has no NUL in it.
 */
export function isStorable(value: string): boolean {
  return !value.includes("\0");
}

/** What PostgreSQL keeps of a name. */
const MOST_BYTES = 63;

/**
 * A name as PostgreSQL holds it. A statement may have the whole of it, and who connects may not: of the name of a
 * database the server then keeps half a character, too.
 */
export function heldName(name: string): string {
  const { read } = new TextEncoder().encodeInto(name, new Uint8Array(MOST_BYTES));
  return name.slice(0, read);
}
