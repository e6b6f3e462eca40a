/**
 * A site's routes with what they match.
 *
 * @module
 */

import type { IngressEntry } from "../ingress/entry.ts";
import { type PathPattern, pathPattern } from "./path_pattern.ts";
import type { PathDialect } from "./profile.ts";
import type { Site } from "./sites.ts";
import type { Unwritable } from "./unwritable.ts";

/** A route and which requests it takes, of those that no route before it does. */
export interface MatchedRoute extends PathPattern {
  /** The route. */
  entry: IngressEntry;
  /** Its place among the site's routes, from 1 on: what a config may name its parts by. */
  number: number;
  /** Why its conditions can't stand in the config: then it takes at least what they would let through, and is closed. */
  unwritable?: Unwritable;
}

/** The routes of one site. */
export interface SiteRoutes {
  /** Its routes, up to the first that takes any request: nothing comes behind that. */
  routes: MatchedRoute[];
  /** Whether the last of them takes any request; else one that none takes answers 404. */
  takesAll: boolean;
}

/**
 * The routes of a site as a proxy matches them.
 *
 * @example
 * ```ts
 * import { type IngressEntry } from "@dekube/engine/pacts";
 * import { escapeRegex } from "@dekube/engine/pacts/ingress";
 * import { siteRoutes } from "@dekube/engine/pacts/proxy";
 * import { assertEquals } from "@std/assert";
 *
 * const entries = ["/a", "/", "/behind"].map((path): IngressEntry => ({
 *   host: "shop.example",
 *   path,
 *   upstream: "web:80",
 *   scheme: "http",
 * }));
 * const dialect = { escape: escapeRegex, regex: (source: string) => source };
 * const { routes, takesAll } = siteRoutes({ entries }, dialect);
 * assertEquals(routes.map(({ number, pattern }) => [number, pattern]), [[1, "^/a(?:/|$)"], [2, undefined]]);
 * assertEquals(takesAll, true);
 * ```
 */
export function siteRoutes({ entries }: Pick<Site, "entries">, dialect: PathDialect): SiteRoutes {
  const routes = entries.map((entry, index) => ({
    entry,
    number: index + 1,
    ...pathPattern(entry, dialect),
  }));
  const last = routes.findIndex(({ pattern, entry }) => pattern === undefined && !entry.match);
  return last < 0
    ? { routes, takesAll: false }
    : { routes: routes.slice(0, last + 1), takesAll: true };
}
