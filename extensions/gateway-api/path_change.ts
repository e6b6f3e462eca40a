/**
 * What filters make of a path.
 *
 * @module
 */

import { type IngressEntry, isMapping, text, withoutEnd } from "@dekube/engine/pacts";
import { escapeRegex } from "@dekube/engine/pacts/ingress";
import type { RuleMatch } from "./matches.ts";

/**
 * The change of a path that a filter's `path` asks for; `undefined` where the match of the rule can't go with it.
 *
 * @example
 * ```ts ignore
 * assertEquals(
 *   pathChange({ type: "ReplacePrefixMatch", replacePrefixMatch: "/b" }, { path: "/a", pathType: "Prefix" }),
 *   { rewrite: { pattern: "^/a(/.*)?$", replacement: "/b$1" } },
 * );
 * ```
 */
export function pathChange(
  modifier: unknown,
  { path, pathType }: Pick<RuleMatch, "path" | "pathType">,
): Pick<IngressEntry, "rewrite"> | undefined {
  if (!isMapping(modifier)) return {};
  switch (text(modifier.type)) {
    case "ReplaceFullPath":
      return {
        rewrite: { pattern: "^.*$", replacement: literal(text(modifier.replaceFullPath) || "/") },
      };
    case "ReplacePrefixMatch": {
      if (pathType !== "Prefix") return undefined;
      const [from, to] = [path, text(modifier.replacePrefixMatch)].map((one) =>
        withoutEnd(one, "/")
      );
      return {
        rewrite: to === ""
          ? { pattern: `^${escapeRegex(from)}/?(.*)$`, replacement: "/$1" }
          : { pattern: `^${escapeRegex(from)}(/.*)?$`, replacement: `${literal(to)}$1` },
      };
    }
    default:
      return undefined;
  }
}

/** A path in which nothing stands for a group, or begins a query. */
function literal(path: string): string {
  return path.replace(/[$?]/g, encodeURIComponent);
}
