/**
 * Paths of routes as regular expressions: proxies' own ways to match paths take `/ab` where `/a` is meant, or do not
 * mind case.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { normalPath } from "../ingress/route_path.ts";
import type { PathDialect } from "./profile.ts";

/** Which requests a route takes. */
export interface PathPattern {
  /** The expression; absent where the route takes any path. */
  pattern?: string;
  /** Set where the path could not be kept: then the pattern takes at least what it would have. */
  widened?: true;
}

/**
 * The pattern of a route's path, in a proxy's own kind of expressions.
 *
 * @example
 * ```ts
 * import { pathPattern } from "./path_pattern.ts";
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const dialect = { escape: escapeRegex, regex: () => undefined };
 * assertEquals(pathPattern({ path: "/v1.0" }, dialect), { pattern: "^/v1\\.0(?:/|$)" });
 * assertEquals(pathPattern({ path: "/" }, dialect), {});
 * assertEquals(pathPattern({ path: "(?i)/admin(?!/login)", pathType: "Regex" }, dialect), {
 *   pattern: "(?i)^/admin",
 *   widened: true,
 * });
 * ```
 */
export function pathPattern(
  { path, pathType = "Prefix", defaultBackend }: Pick<
    IngressEntry,
    "path" | "pathType" | "defaultBackend"
  >,
  dialect: PathDialect,
): PathPattern {
  if (defaultBackend) return {};
  if (pathType === "Regex") {
    // From the start, and as far as it goes.
    const regex = dialect.regex(path);
    return regex === undefined ? widenedPattern(path, dialect) : { pattern: `^(?:${regex})` };
  }
  const normal = normalPath(path, pathType);
  if (pathType === "Exact") return { pattern: `^${dialect.escape(normal)}$` };
  return normal === "/" ? {} : { pattern: `^${dialect.escape(normal)}(?:/|$)` };
}

/**
 * Takes what every path begins with that an expression matches, as far as that can be seen without knowing its
 * syntax.
 */
function widenedPattern(source: string, { escape }: PathDialect): PathPattern {
  const bare = source.replace(/^\(\?i\)/, "");
  const prefix = literalPrefix(bare);
  if (prefix === "") return { widened: true };
  return { pattern: `${bare === source ? "" : "(?i)"}^${escape(prefix)}`, widened: true };
}

function literalPrefix(source: string): string {
  if (source.includes("|")) return "";
  const [, prefix = "", next = ""] = /^\^?([\w/~%@&=:;,-]*)([^]?)/.exec(source) ?? [];
  // The last character is one that need not be there.
  return ["*", "?", "{"].includes(next) ? prefix.slice(0, -1) : prefix;
}
