/**
 * Paths below the output folder: relative, `/`-separated, and leading nowhere else.
 *
 * @module
 */

/** The folder below the output folder that is dekube's own. */
export const STATE_FOLDER = ".dekube";

/**
 * Whether a path stays inside the output folder, and out of dekube's own
 * folder.
 *
 * @example
 * ```ts
 * import { isOutputPath } from "./output_path.ts";
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
 * import { foldersOf } from "./output_path.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(foldersOf("secrets/db/password"), ["secrets", "secrets/db"]);
 * ```
 */
export function foldersOf(path: string): string[] {
  const parts = path.split("/").slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join("/"));
}
