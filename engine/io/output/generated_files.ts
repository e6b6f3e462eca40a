/**
 * The list of files that a run wrote, kept beside them: what is on it is ours
 * to replace and to remove.
 *
 * @module
 */

import { join } from "@std/path";
import { isOutputPath, STATE_FOLDER } from "./path.ts";

/** Where the list lies, below the output folder. */
export const GENERATED_FILES = `${STATE_FOLDER}/files.json`;

/** The list as text: the same files give the same bytes. */
export function formatGenerated(paths: Iterable<string>): string {
  return JSON.stringify({ version: 1, files: [...paths].sort() }, null, 2) +
    "\n";
}

/**
 * The paths on a list, `undefined` where it can't be read as one. Paths that
 * lead out of the output folder are left out: the list may have come with
 * someone else's checkout.
 */
export function parseGenerated(text: string): Set<string> | undefined {
  try {
    const { version, files } = JSON.parse(text);
    if (version !== 1 || !Array.isArray(files)) return undefined;
    return new Set(
      files.filter((path) => typeof path === "string" && isOutputPath(path)),
    );
  } catch {
    return undefined;
  }
}

/** The files that the last run wrote into a folder, as its list says; none where it has no list. */
export async function generatedIn(dir: string): Promise<Set<string>> {
  const text = await Deno.readTextFile(join(dir, GENERATED_FILES)).catch(() => "");
  return parseGenerated(text) ?? new Set();
}
