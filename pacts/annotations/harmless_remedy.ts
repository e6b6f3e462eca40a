/**
 * What the user can do about annotations and kinds that nobody here knows.
 *
 * @module
 */

/** What opens what is closed by annotations, or kinds of objects, that nobody knows. */
export function harmlessRemedy(written: readonly string[]): string {
  const names = written.map((name) => JSON.stringify(name)).join(", ");
  return `If it keeps nobody out, say so in dekube.yaml: harmless: [${names}]; where it is misspelt, correct it`;
}
