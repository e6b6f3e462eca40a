/**
 * Values in messages.
 *
 * @module
 */

/** A value, as far as it takes to know it by. */
export function shown(value: unknown): string {
  if (value instanceof Promise) return "a promise, which nobody awaited";
  if (typeof value === "function") return "a function";
  const text = String(JSON.stringify(value));
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
