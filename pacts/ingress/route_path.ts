/**
 * Which requests a route takes.
 *
 * @module
 */

import type { IngressEntry } from "./entry.ts";

/**
 * A path as proxies compare it: decoded, with single slashes; a prefix without a slash at its end,
 * which means nothing there.
 *
 * @example
 * ```ts
 * import { normalPath } from "./route_path.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(normalPath("/a%20b//c/", "Prefix"), "/a b/c");
 * assertEquals(normalPath("/c/", "Exact"), "/c/");
 * ```
 */
export function normalPath(path: string, pathType: "Prefix" | "Exact"): string {
  const merged = `/${decode(path)}`.replace(/\/{2,}/g, "/");
  return pathType === "Prefix" ? merged.replace(/(?<=.)\/$/, "") : merged;
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * Whether a route takes requests for a path. A regular expression that JavaScript can't read takes
 * none.
 *
 * @example
 * ```ts
 * import { takesPath } from "./route_path.ts";
 * import { assert } from "@std/assert";
 *
 * assert(takesPath({ path: "/api" }, "/api/v1") && !takesPath({ path: "/api" }, "/apiary"));
 * assert(takesPath({ path: "(?i)/media/(.*)", pathType: "Regex" }, "/Media/x"));
 * ```
 */
export function takesPath(
  route: Pick<IngressEntry, "path" | "pathType" | "defaultBackend">,
  path: string,
): boolean {
  const { pathType = "Prefix", defaultBackend } = route;
  if (defaultBackend) return true;
  if (pathType === "Regex") return regexOf(`^(?:${route.path})`)?.test(path) ?? false;
  const [wanted, asked] = [normalPath(route.path, pathType), normalPath(path, "Exact")];
  return pathType === "Exact"
    ? asked === wanted
    : wanted === "/" || asked === wanted || asked.startsWith(`${wanted}/`);
}

/** A regular expression of a proxy, for JavaScript: `(?i)` at its beginning is a flag there. */
function regexOf(source: string): RegExp | undefined {
  const flagged = source.replace("(?i)", "");
  try {
    return new RegExp(flagged, flagged === source ? "" : "i");
  } catch {
    return undefined;
  }
}

/**
 * The path that a route's backend is asked for, where a request asks for `path`: without
 * `stripPrefix`, or as `rewrite` has it.
 *
 * @example
 * ```ts
 * import { backendPath } from "./route_path.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(backendPath({ stripPrefix: "/v1" }, "/v1/users"), "/users");
 * const rewrite = { pattern: "/media/(.*)", replacement: "/bucket/$1" };
 * assertEquals(backendPath({ rewrite }, "/media/a.png"), "/bucket/a.png");
 * ```
 */
export function backendPath(
  { stripPrefix = "", rewrite }: Pick<IngressEntry, "stripPrefix" | "rewrite">,
  path: string,
): string {
  const prefix = stripPrefix.replace(/\/+$/, "");
  const stripped = prefix !== "" && `${path}/`.startsWith(`${prefix}/`)
    ? `/${path.slice(prefix.length).replace(/^\/+/, "")}`
    : path;
  const groups = rewrite && regexOf(rewrite.pattern)?.exec(stripped);
  return groups
    ? rewrite.replacement.replace(/\$(\d)/g, (_, group) => groups[Number(group)] ?? "")
    : stripped;
}

/**
 * A text as a regular expression that matches it alone.
 *
 * @example
 * ```ts
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(escapeRegex("/v1.0/{id}"), "/v1\\.0/\\{id\\}");
 * ```
 */
export function escapeRegex(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
}
