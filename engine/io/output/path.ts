/**
 * Paths below the output folder: relative, `/`-separated, and leading nowhere
 * else.
 *
 * @module
 */

import { join } from "@std/path";
import { isMissing, OutputError, reasonOf } from "../errors.ts";

/** The folder below the output folder that is dekube's own. */
export const STATE_FOLDER = ".dekube";

/**
 * Whether a path stays inside the output folder, and out of dekube's own
 * folder.
 *
 * @example
 * ```ts
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isOutputPath("secrets/db/password"));
 * assertFalse(isOutputPath("../password"));
 * ```
 */
export function isOutputPath(path: string): boolean {
  const parts = path.split("/");
  return !/[\\\0]/.test(path) && !/^[A-Za-z]:/.test(path) &&
    parts.every((part) => part !== "" && part !== "." && part !== "..") &&
    parts[0].toLowerCase() !== STATE_FOLDER;
}

/**
 * The folders on the way to a path, outermost first.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(foldersOf("secrets/db/password"), ["secrets", "secrets/db"]);
 * ```
 */
export function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}

/**
 * Makes sure that no folder on the way to a path is a symbolic link: what is
 * written there would land elsewhere.
 *
 * @throws {OutputError} where one is, naming it.
 */
export function rejectSymlinks(outputDir: string, path: string): void {
  for (const folder of foldersOf(path)) {
    const info = lstat(join(outputDir, folder));
    if (info === undefined) return;
    if (info.isSymlink) throw linkError(join(outputDir, folder), path);
  }
}

/** What to say of a symbolic link on the way. */
export function linkError(link: string, path: string): OutputError {
  return new OutputError(
    `"${link}" is a symbolic link, so "${path}" would be written outside the output folder. ` +
      "Put a real folder in its place, or choose another output folder.",
  );
}

/**
 * What is at a path on the disk, links not followed; `undefined` where there
 * is nothing.
 *
 * @throws {OutputError} where it can't be told.
 */
export function lstat(real: string): Deno.FileInfo | undefined {
  try {
    return Deno.lstatSync(real);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new OutputError(`"${real}" can't be looked at: ${reasonOf(error)}.`);
  }
}
