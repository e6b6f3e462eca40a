/**
 * Sizes as people read them.
 *
 * @module
 */

/** How much a text or some bytes are. */
export function sizeOf(...contents: (string | Uint8Array)[]): string {
  const bytes = contents.reduce((sum, { length }) => sum + length, 0);
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
