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

/** A value as the file has it: Java reads it as ISO 8859-1, in which what is not ASCII would be another letter. */
export function propertyValue(value: string): string {
  return value.replaceAll("\\", "\\\\").replace(/^ /, "\\ ").replace(/[^ -~]/g, escaped);
}

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\f", "\\f"],
]);

/** One unit of UTF-16, of which Java's escapes have two for what is beyond. */
function escaped(unit: string): string {
  return ESCAPES.get(unit) ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
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
