/**
 * Paths of fields as people write them.
 *
 * @module
 */

/** The path of a field: `spec.rules[0].host`; names with other signs stand in quotes. */
export function writtenPath(keys: readonly (string | number)[]): string {
  return keys.reduce<string>(pathBelow, "");
}

/** The path of what stands below another. */
export function pathBelow(path: string, key: string | number): string {
  if (typeof key === "number") return `${path}[${key}]`;
  if (/^[\w$/-]+$/.test(key)) return path === "" ? key : `${path}.${key}`;
  return `${path}[${JSON.stringify(key)}]`;
}
