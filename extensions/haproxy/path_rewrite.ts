/**
 * `path-rewrite`.
 *
 * @module
 */

import { withoutEnd } from "@dekube/engine/pacts";
import type { IngressEntry } from "@dekube/engine/pacts";
import type { Annotations } from "@dekube/engine/pacts/ingress";

const NAME = "path-rewrite";

/** One line of the annotation. */
export interface PathRule {
  /** The line as it stands. */
  source: string;
  /** What a path must match. */
  pattern: string;
  /** What it is replaced with, groups as `$1`. */
  replacement: string;
  /** The folder below which alone paths match, where the pattern is of the form `/x/(.*)`. */
  prefix?: string;
  /** Whether it takes off that prefix: `/x/(.*) /\1`. */
  strips: boolean;
}

const BELOW = /^\^?(\/[\w.~/-]*[\w.~-])\/\(\.\*\)\$?$/;

/**
 * Rules from lines of one field (what each path becomes) or two (a regular expression, and what a
 * path that it matches becomes).
 */
export function readPathRules(annotations: Annotations): PathRule[] {
  const rules: PathRule[] = [];
  for (const source of annotations.lines(NAME)) {
    const fields = source.split(/\s+/);
    const [pattern, format] = fields.length === 1 ? ["(.*)", ...fields] : fields;
    // `%` begins what HAProxy computes, `$1` would be read as a group, `\0` is all that matched.
    if (fields.length > 2 || /%|\$\d|\\[^1-9]/.test(format)) {
      annotations.unsupported(
        NAME,
        `the rule "${source}" has no counterpart here; it is left out`,
      );
      continue;
    }
    const prefix = BELOW.exec(pattern)?.[1];
    rules.push({
      source,
      pattern,
      replacement: format.replace(/\\([1-9])/g, "$$$1"),
      ...(prefix ? { prefix } : {}),
      strips: prefix !== undefined && format === "/\\1",
    });
  }
  return rules;
}

/**
 * What the rules make of a route's path. A rule about paths below a prefix concerns the routes
 * below that prefix; a route above it meets such requests among others, and has them rewritten one
 * by one.
 */
export function pathChange(
  rules: readonly PathRule[],
  route: Pick<IngressEntry, "host" | "path">,
  annotations: Annotations,
): Pick<IngressEntry, "stripPrefix" | "rewrite"> {
  const [rule, ...others] = rules.filter(({ prefix }) =>
    prefix === undefined || isBelow(route.path, prefix) || isBelow(prefix, route.path)
  );
  for (const { source } of others) {
    annotations.unsupported(
      NAME,
      `"${source}" follows another rule for ${route.host}${route.path}; it is left out`,
    );
  }
  if (!rule) return {};
  const { prefix, strips, pattern, replacement } = rule;
  return strips && prefix && isBelow(route.path, prefix)
    ? { stripPrefix: prefix }
    : { rewrite: { pattern, replacement } };
}

/** Whether a path is another one or lies below it, by whole segments. */
function isBelow(path: string, parent: string): boolean {
  return `${withoutEnd(path, "/")}/`.startsWith(`${withoutEnd(parent, "/")}/`);
}
