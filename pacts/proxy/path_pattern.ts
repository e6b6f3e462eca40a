/**
 * Paths of routes as regular expressions: proxies' own ways to match paths take `/ab` where `/a` is meant, or do not
 * mind case.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { normalPath } from "../ingress/route_path.ts";
import { literalPrefix } from "../regex/literal_prefix.ts";
import { BadRegex } from "../regex/syntax.ts";
import type { PathDialect } from "./profile.ts";

/** Which requests a route takes. */
export interface PathPattern {
  /** The expression; absent where the route takes any path. */
  pattern?: string;
  /** Why the path could not be kept, where that is so: then the pattern takes at least what it would have. */
  widened?: string;
}

/**
 * The pattern of a route's path, in a proxy's own kind of expressions.
 *
 * @example
 * ```ts
 * import { pathPattern } from "./path_pattern.ts";
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { goRegex } from "@dekube/engine/pacts/regex";
 * import { assertEquals } from "@std/assert";
 *
 * const dialect = { escape: escapeRegex, regex: (source: string) => goRegex(source, { escape: escapeRegex }) };
 * assertEquals(pathPattern({ path: "/v1.0" }, dialect), { pattern: "^/v1\\.0(?:/|$)" });
 * assertEquals(pathPattern({ path: "/" }, dialect), {});
 * assertEquals(pathPattern({ path: "(?i)/admin(?!/login)", pathType: "Regex" }, dialect), {
 *   pattern: "(?i)^/admin",
 *   widened: "Go can't look around",
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
    try {
      const pattern = `^(?:${dialect.regex(path)})`;
      const why = dialect.refuses?.(pattern);
      return why === undefined ? { pattern } : { ...widenedPattern(path, dialect), widened: why };
    } catch (error) {
      if (!(error instanceof BadRegex)) throw error;
      return { ...widenedPattern(path, dialect), widened: error.message };
    }
  }
  const normal = normalPath(path, pathType);
  if (pathType !== "Exact" && normal === "/") return {};
  const pattern = `^${dialect.escape(normal)}${pathType === "Exact" ? "$" : "(?:/|$)"}`;
  const why = dialect.refuses?.(pattern);
  return why === undefined ? { pattern } : { ...beginning(normal, "^", dialect), widened: why };
}

/**
 * Takes what every path begins with that an expression matches, as far as that can be seen without knowing its
 * syntax.
 */
function widenedPattern(source: string, dialect: PathDialect): PathPattern {
  const { text, fold } = literalPrefix(source);
  return beginning(text, fold ? "(?i)^" : "^", dialect);
}

/** Takes what begins with a text, or with as much of it as can be written. */
function beginning(text: string, before: string, { escape, refuses }: PathDialect): PathPattern {
  for (let chars = [...text]; chars.length > 0; chars = chars.slice(0, chars.length / 2)) {
    const pattern = before + escape(chars.join(""));
    if (refuses?.(pattern) === undefined) return { pattern };
  }
  return {};
}
