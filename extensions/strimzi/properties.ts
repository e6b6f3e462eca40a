/**
 * Java's properties files.
 *
 * @module
 */

/** A file of properties, one a line, nothing in a value being taken for another line. */
export function propertiesFile(pairs: Iterable<readonly [key: string, value: string]>): string {
  const lines = [...pairs].map(([key, value]) => `${escapeKey(key)}=${propertyValue(value)}`);
  return lines.join("\n") + "\n";
}

function escapeKey(key: string): string {
  return propertyValue(key).replace(/[ :=#!]/g, "\\$&");
}

/** A value as the file has it. */
export function propertyValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t").replaceAll("\f", "\\f").replace(/^ /, "\\ ");
}

/**
 * A word in JAAS' quotes.
 *
 * @example
 * ```ts ignore
 * jaasQuote('a"b'); // "a\"b"
 * ```
 */
export function jaasQuote(value: string): string {
  return `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}
