/**
 * The order in which a host's routes are tried.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { normalPath } from "../ingress/route_path.ts";

/**
 * Compares two routes for sorting: higher priorities first, then exact paths, since a request that one matches can't
 * match a longer prefix. Then the longest first, regular expressions by their own length, as the nginx ingress
 * controller orders them: a shorter prefix must not take what a restricted expression is meant for. An expression that
 * is but a text counts by that, and comes behind the prefix of the same text, which takes less. Of one path those come first that ask more of a request, in the order of Gateway API: a method, more headers, more parameters.
 *
 * @example
 * ```ts
 * import { compareRoutes } from "./route_order.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const entry = { host: "shop.example", path: "/", upstream: "web:80", scheme: "http" } as const;
 * const sorted = [
 *   entry,
 *   { ...entry, path: "/a/b" },
 *   { ...entry, path: "/a", pathType: "Exact" } as const,
 *   { ...entry, match: { methods: ["GET"] } },
 *   { ...entry, path: "/z", priority: 1 },
 * ].sort(compareRoutes);
 * assertEquals(sorted.map(({ path }) => path), ["/z", "/a", "/a/b", "/", "/"]);
 * assertEquals(sorted.at(-1), entry);
 * ```
 */
export function compareRoutes(one: IngressEntry, other: IngressEntry): number {
  const [a, b] = [rank(one), rank(other)];
  for (const [index, value] of a.entries()) {
    if (value !== b[index]) return value - b[index];
  }
  return 0;
}

function rank(
  { priority = 0, defaultBackend, pathType = "Prefix", path, match = {} }: IngressEntry,
): number[] {
  const literal = pathType === "Regex" ? literalText(path) : undefined;
  const text = literal ?? (pathType === "Regex" ? path : normalPath(path, pathType));
  const { methods = [], headers = [], query = [], cookies = [], sources = [] } = match;
  return [
    -priority,
    defaultBackend ? 1 : 0,
    pathType === "Exact" ? 0 : 1,
    -text.length,
    literal !== undefined ? 2 : pathType === "Regex" ? 0 : 1,
    methods.length > 0 ? 0 : 1,
    -headers.length,
    -query.length,
    -cookies.length,
    sources.length > 0 ? 0 : 1,
  ];
}

/** What an expression stands for that has none of their signs; they are escaped, or not there. */
function literalText(regex: string): string | undefined {
  return /^(?:[^\\^$.*+?()[\]{}|]|\\[^\w\s])*$/.test(regex)
    ? regex.replace(/\\(.)/g, "$1")
    : undefined;
}
