/// <reference lib="dom" />
/**
 * Hands somebody a file.
 *
 * @module
 */

/** How long a browser may take to begin with it, in milliseconds. */
const KEPT_MS = 60_000;

/** Has the browser save something as a file. */
export function save(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
