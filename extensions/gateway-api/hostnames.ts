/**
 * Hostnames of listeners and routes: a name, `*.example.com` for all below a domain, or empty for any.
 *
 * @module
 */

import type { IngressEntry } from "@dekube/engine/pacts";
import { escapeRegex } from "@dekube/engine/pacts/ingress";

/**
 * Whether one hostname takes all that another does. A `*` stands for any number of labels, but at least one.
 *
 * @example
 * ```ts ignore
 * assertEquals(covers("*.example.com", "a.b.example.com"), true);
 * assertEquals(covers("*.example.com", "example.com"), false);
 * ```
 */
export function covers(wide: string, narrow: string): boolean {
  return wide === "" || wide === narrow || wide.startsWith("*.") && narrow.endsWith(wide.slice(1));
}

/** What both of two hostnames take, `undefined` where that is nothing. */
export function intersection(one: string, other: string): string | undefined {
  if (covers(one, other)) return other;
  return covers(other, one) ? one : undefined;
}

/** What the place of a route for a hostname says. */
export type Placed = Pick<IngressEntry, "host"> & Pick<IngressEntry, "match" | "priority">;

/**
 * The places of a route for a hostname. A proxy's `*` is one label, so names that are deeper are among those of any
 * host, the longest first.
 */
export function placesOf(hostname: string, match: IngressEntry["match"]): Placed[] {
  const own = { host: hostname, ...(match ? { match } : {}) };
  if (!hostname.startsWith("*.")) return [own];
  const value = `(?i)[^:]+${escapeRegex(hostname.slice(1))}(?::\\d+)?`;
  const header = { name: "Host", value, type: "Regex" as const };
  return [own, {
    host: "",
    match: { ...match, headers: [header, ...match?.headers ?? []] },
    priority: hostname.length,
  }];
}
