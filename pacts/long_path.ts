/**
 * Paths that no container could have.
 *
 * @module
 */

const MOST_BYTES = 4096;
const MOST_PARTS = 255;

/** How long a path may be, for messages. */
export const PATH_LIMIT = `${MOST_BYTES} bytes, and ${MOST_PARTS} names`;

/**
 * Whether a path is longer than Linux takes, or has more folders in it than anybody needs. Whoever walks one folder by
 * folder would take for ever.
 *
 * @example
 * ```ts
 * import { isLongPath } from "./long_path.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assertFalse(isLongPath("conf.d/site.conf"));
 * assert(isLongPath("a/".repeat(5000) + "a"));
 * ```
 */
export function isLongPath(path: string): boolean {
  // One character takes at most three bytes, and a short path has few names.
  if (path.length <= MOST_PARTS) return false;
  return path.length > MOST_BYTES || new TextEncoder().encode(path).length > MOST_BYTES ||
    path.split("/").length > MOST_PARTS;
}

/** The beginning of a path, for messages. */
export function shownPath(path: string): string {
  return path.length > 60 ? `${path.slice(0, 60)}…` : path;
}
