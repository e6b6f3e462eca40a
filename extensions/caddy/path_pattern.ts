/**
 * Paths of an Ingress as regular expressions. Caddy's own `path` matcher ignores case, and its
 * `/a*` also matches `/ab`.
 *
 * @module
 */

import { type IngressEntry, normalPath } from "@dekube/engine/pacts";
import { escapeRegex, toGoRegex } from "./regex.ts";

/** Which requests a route takes. */
export interface PathPattern {
  /** Regular expression for Go; absent where the route takes any path. */
  pattern?: string;
  /** Set where the path could not be kept: then the pattern takes at least what it would have. */
  widened?: true;
}

/** The pattern of an entry's path. */
export function pathPattern(
  { path, pathType = "Prefix", defaultBackend }: IngressEntry,
): PathPattern {
  if (defaultBackend) return {};
  if (pathType === "Regex") {
    // As nginx has it: from the start, and as far as it goes.
    const regex = toGoRegex(path);
    if (regex !== undefined) return { pattern: `^(?:${regex})` };
    return { pattern: `^${escapeRegex(literalPrefix(path))}`, widened: true };
  }
  const normal = normalPath(path, pathType);
  if (pathType === "Exact") return { pattern: `^${escapeRegex(normal)}$` };
  return normal === "/" ? {} : { pattern: `^${escapeRegex(normal)}(?:/|$)` };
}

/**
 * What every path begins with that an expression matches, as far as that can be seen without
 * knowing its syntax.
 */
function literalPrefix(source: string): string {
  if (source.includes("|")) return "";
  const [, prefix = "", next = ""] = /^\^?([\w/~%@&=:;,-]*)([^]?)/.exec(source) ?? [];
  return ["*", "?", "{"].includes(next) ? prefix.slice(0, -1) : prefix;
}
