/**
 * How Go escapes what stands in URLs.
 *
 * @module
 */

function percent(char: string): string {
  return `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

/** A Go string as a value of a query. */
export function queryEscape(text: string): string {
  return text.replace(/[^A-Za-z0-9_.~-]/g, (char) => char === " " ? "+" : percent(char));
}

/** A Go string with all escaped that a pattern finds. */
export function percentEscape(text: string, escaped: RegExp): string {
  return text.replace(escaped, percent);
}

/** What was escaped with percent signs; `undefined` where an escape is none. */
export function percentUnescape(text: string): string | undefined {
  if (/%(?![0-9a-fA-F]{2})/.test(text)) return undefined;
  return text.replace(/%(..)/g, (_whole, hex) => String.fromCharCode(parseInt(hex, 16)));
}
