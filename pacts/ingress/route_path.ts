/**
 * Which requests a route takes.
 *
 * @module
 */

import { withoutEnd } from "../ends.ts";
import { matchRegex } from "../regex/match.ts";
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
 * Whether a route takes requests for a path; `undefined` where its regular expression is one of which that can't be
 * told.
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
): boolean | undefined {
  const { pathType = "Prefix", defaultBackend } = route;
  if (defaultBackend) return true;
  if (pathType === "Regex") {
    const found = matchRegex(route.path, path, { atStart: true });
    return found === undefined ? undefined : found !== null;
  }
  const [wanted, asked] = [normalPath(route.path, pathType), normalPath(path, "Exact")];
  return pathType === "Exact"
    ? asked === wanted
    : wanted === "/" || asked === wanted || asked.startsWith(`${wanted}/`);
}

/**
 * The path that a route's backend is asked for, where a request asks for `path`: without
 * `stripPrefix`, or as `rewrite` has it; `undefined` where that can't be told.
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
): string | undefined {
  const prefix = withoutEnd(stripPrefix, "/");
  const stripped = prefix !== "" && `${path}/`.startsWith(`${prefix}/`)
    ? `/${path.slice(prefix.length).replace(/^\/+/, "")}`
    : path;
  if (!rewrite) return stripped;
  const groups = matchRegex(rewrite.pattern, stripped);
  if (groups === undefined) return undefined;
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
