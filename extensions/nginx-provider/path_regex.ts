/**
 * Paths of an Ingress as regular expressions of nginx (PCRE). nginx looks at `location`s with an
 * expression in their order, which is the order of the routes; its prefixes would also match `/ab`
 * where `/a` is meant.
 *
 * @module
 */

import { escapeRegex, type IngressEntry, normalPath } from "@dekube/engine/pacts";

/**
 * The expression that takes an entry's requests, empty where it takes any. `undefined` where the
 * path is an expression that nginx might refuse, which would keep it from starting.
 */
export function pathRegex(
  { path, pathType = "Prefix", defaultBackend }: IngressEntry,
): string | undefined {
  if (defaultBackend) return "";
  if (pathType === "Regex") return isRegex(path) ? `^(?:${path})` : undefined;
  const normal = normalPath(path, pathType);
  if (pathType === "Exact") return `^${escapeRegex(normal)}$`;
  return normal === "/" ? "" : `^${escapeRegex(normal)}(?:/|$)`;
}

/**
 * What every path begins with that an expression matches, as far as that can be seen without
 * knowing its syntax: a route that can't be kept is closed for all of that.
 */
export function literalPrefix(source: string): string {
  const bare = source.replace(/^\(\?i\)/, "");
  if (bare.includes("|")) return "";
  const [, prefix = "", next = ""] = /^\^?([\w/~%@&=:;,-]*)([^]?)/.exec(bare) ?? [];
  return ["*", "?", "{"].includes(next) ? prefix.slice(0, -1) : prefix;
}

const LONGEST = 1000;
const MOST_REPEATS = 1000;

/**
 * Whether a text is a regular expression for PCRE: what JavaScript takes in its strict mode, without
 * the little in which the two differ.
 */
export function isRegex(source: string): boolean {
  const bare = source.replace(/^\(\?i\)/, "");
  if (source.length > LONGEST) return false;
  // Look-behind of any length, Unicode classes, empty classes, and references by name.
  if (/\(\?<[=!]|\\[pPukcx0-9]|\[\^?\]/.test(bare)) return false;
  const repeats = [...bare.matchAll(/\{(\d+)(?:,(\d*))?\}/g)]
    .reduce((product, [, low, high]) => product * Math.max(1, Number(low), Number(high ?? 0)), 1);
  if (repeats > MOST_REPEATS) return false;
  try {
    // PCRE lets any punctuation be escaped.
    new RegExp(bare.replace(/\\([-_%@&~:;,=!"'<># ])/g, "."), "u");
    return true;
  } catch {
    return false;
  }
}
