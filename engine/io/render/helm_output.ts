/**
 * Reads what `helm template` prints.
 *
 * @module
 */

import type { ManifestFile } from "../input/manifest_files.ts";

/** Not `^`, which JavaScript takes for the beginning of more lines than YAML knows. */
const SOURCE = /(?<![^\n])---\r?\n# Source: ([^\r\n]+)/g;

/**
 * The files that Helm would have written with `--output-dir`, sorted by path: it prints the template
 * above each manifest. What stands above the first of them is in a file called `rest`.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const text = "---\n# Source: web/templates/pod.yaml\nkind: Pod\n";
 * assertEquals(splitSources(text, "web"), [{ file: "web/templates/pod.yaml", text }]);
 * ```
 */
export function splitSources(text: string, rest: string): ManifestFile[] {
  const marks = [...text.matchAll(SOURCE)];
  const files = new Map<string, string>();
  const first = text.slice(0, marks[0]?.index);
  if (first.trim() !== "") files.set(rest, first);
  marks.forEach(({ 1: file, index }, at) => {
    const chunk = text.slice(index, marks[at + 1]?.index);
    files.set(file, (files.get(file) ?? "") + chunk);
  });
  return [...files].map(([file, text]) => ({ file, text }))
    .sort((a, b) => a.file < b.file ? -1 : 1);
}
