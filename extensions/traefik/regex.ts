/**
 * Regular expressions, which are read but never run: they are what strangers wrote.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";

/** What every path of a route begins with, where that is all that the route says; see `escapeRegex()` of the contracts. */
export function literalPathOf(
  { path, pathType }: Pick<IngressEntry, "path" | "pathType">,
): string | undefined {
  if (pathType !== "Regex") return path;
  return /^(?:[^\\^$.*+?()[\]{}|]|\\[\\^$.*+?()[\]{}|])*$/.test(path)
    ? path.replace(/\\(.)/g, "$1")
    : undefined;
}
