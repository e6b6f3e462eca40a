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

/** The files that a run wrote, as the next one needs to know them. */
export interface GeneratedFiles {
  /** All of them. */
  paths: ReadonlySet<string>;
  /** Digests of those that are given to somebody else, whom alone they let read: the next run may not look in. */
  digests: ReadonlyMap<string, string>;
}

/** The list as text: the same files give the same bytes. */
export function formatGenerated(
  paths: Iterable<string>,
  digests: ReadonlyMap<string, string> = new Map(),
): string {
  const closed = [...digests].sort(([one], [other]) => one < other ? -1 : 1);
  const list = {
    version: 1,
    files: [...paths].sort(),
    ...(closed.length > 0 ? { closed: Object.fromEntries(closed) } : {}),
  };
  return JSON.stringify(list, null, 2) + "\n";
}

/**
 * The files on a list, `undefined` where it can't be read as one. Paths that
 * lead out of the output folder are left out: the list may have come with
 * someone else's checkout.
 */
export function parseGenerated(text: string): GeneratedFiles | undefined {
  try {
    const { version, files, closed } = JSON.parse(text);
    if (version !== 1 || !Array.isArray(files)) return undefined;
    return {
      paths: new Set(files.filter((path) => typeof path === "string" && isOutputPath(path))),
      digests: new Map(
        Object.entries(closed ?? {}).filter((entry): entry is [string, string] =>
          typeof entry[1] === "string" && isOutputPath(entry[0])
        ),
      ),
    };
  } catch {
    return undefined;
  }
}

/** The files that the last run wrote into a folder, as its list says; none where it has no list. */
export async function generatedIn(dir: string): Promise<ReadonlySet<string>> {
  const text = await Deno.readTextFile(join(dir, GENERATED_FILES)).catch(() => "");
  return parseGenerated(text)?.paths ?? new Set();
}
