/**
 * Holds routes to the limit of what is generated.
 *
 * @module
 */

import { type IngressEntry, isMapping } from "../../../pacts/mod.ts";
import type { LimitGuard } from "../../../pacts/limits.ts";

/** What a route takes in a proxy's config beside what it says, roughly. */
const ROUTE_BYTES = 256;

/** What a value takes that is no text. */
const VALUE_BYTES = 8;

/** Deeper than anything stands in a route; an extension may have made a circle. */
const DEEPEST = 10;

/**
 * Counts routes as they will be written: each with all users, networks and headers that hold for it, though many routes may
 * share one list of these.
 *
 * @throws {LimitError} where with them there is more than may be generated.
 */
export function countRoutes(routes: Iterable<IngressEntry>, limits: LimitGuard): void {
  // What is shared is looked at once.
  const sizes = new Map<object, number>();
  for (const route of routes) {
    limits.generate(ROUTE_BYTES + sizeOf(route, sizes, DEEPEST), {
      object: route.resource,
      path: `the route ${route.host}${route.path}`,
    });
  }
}

function sizeOf(value: unknown, sizes: Map<object, number>, deepest: number): number {
  if (typeof value === "string") return value.length;
  if (deepest === 0 || !(Array.isArray(value) || isMapping(value))) return VALUE_BYTES;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  let size = VALUE_BYTES;
  for (const [key, below] of Object.entries(value)) {
    size += sizeOf(below, sizes, deepest - 1) + (Array.isArray(value) ? 0 : key.length);
  }
  sizes.set(value, size);
  return size;
}
