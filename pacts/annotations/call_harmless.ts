/**
 * What the user can do about annotations that nobody here knows.
 *
 * @module
 */

/** What opens what annotations close that nobody knows. */
export function callHarmless(annotations: readonly string[]): string {
  const names = annotations.map((name) => JSON.stringify(name)).join(", ");
  return `If it keeps nobody out, say so in dekube.yaml: harmless_annotations: [${names}]; where it is misspelt, correct it`;
}
