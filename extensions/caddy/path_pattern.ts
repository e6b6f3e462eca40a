/**
 * Paths of an Ingress as regular expressions. Caddy's own `path` matcher ignores case, and its
 * `/a*` also matches `/ab`.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
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
 * A path as Caddy compares it: decoded, with single slashes; a prefix without a slash at its end,
 * which means nothing there.
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
 * What every path begins with that an expression matches, as far as that can be seen without
 * knowing its syntax.
 */
function literalPrefix(source: string): string {
  if (source.includes("|")) return "";
  const [, prefix = "", next = ""] = /^\^?([\w/~%@&=:;,-]*)([^]?)/.exec(source) ?? [];
  return ["*", "?", "{"].includes(next) ? prefix.slice(0, -1) : prefix;
}
