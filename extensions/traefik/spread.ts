/**
 * Routes for many hosts. Traefik asks all its rules about each request, while a proxy here first looks for the
 * host: a path that is for any host would be lost under one that has routes of its own, and with it the guard.
 *
 * @module
 */

import {
  type ConvertContext,
  type IngressEntry,
  isMapping,
  items,
  mapping,
  text,
} from "@dekube/engine/pacts";
import { covers } from "./alternative.ts";
import { protocolsOf } from "./https.ts";
import type { PlacedEntry } from "./ingress_route.ts";

const MAX_COPIES = 10_000;

/** Copies of routes with a path and many hosts, for the hosts among them that have routes of their own. */
export function spreadOverHosts(
  placed: readonly PlacedEntry[],
  ctx: Pick<ConvertContext, "manifests" | "report">,
): PlacedEntry[] {
  const wide = placed.filter((one) => one.isWide && isBeside(one.entry));
  if (wide.length === 0) return [];
  const taken = new Map(placed.map(({ entry }) => [keyOf(entry), entry.priority ?? 0]));
  const hosts = hostsOf(placed, ctx);
  const copies: PlacedEntry[] = [];
  for (const one of wide) {
    const { entry } = one;
    for (const host of hosts) {
      // The certificate is that of the host's own routes.
      const { secret: _, ...tls } = entry.tls ?? {};
      const copy = { ...entry, host, ...(entry.tls ? { tls } : {}) };
      if (entry.host !== "" && !covers(entry.host, host)) continue;
      const own = taken.get(keyOf(copy));
      if (own !== undefined && own >= (copy.priority ?? 0)) continue;
      if (copies.length >= MAX_COPIES) {
        ctx.report(entry.resource, "spec.routes").warn(
          "too-many-hosts",
          `${entry.host}${entry.path} is not served under each host that has other routes: there are more than ${MAX_COPIES} such routes. Name the hosts in the rule`,
        );
        break;
      }
      taken.set(keyOf(copy), copy.priority ?? 0);
      copies.push({ ...one, entry: copy });
    }
  }
  return copies;
}

/**
 * Whether a route may come before one of a host: what is for all paths comes last there, unless it asks for more of a
 * request or has a number.
 */
function isBeside({ path, match, priority }: IngressEntry): boolean {
  return path !== "/" || match !== undefined || priority !== undefined;
}

function keyOf(entry: IngressEntry): string {
  const { host, path, pathType, match } = entry;
  return JSON.stringify([host, path, pathType, match, protocolsOf(entry)]);
}

/** All hosts that have routes, but for patterns. */
function hostsOf(
  placed: readonly PlacedEntry[],
  ctx: Pick<ConvertContext, "manifests">,
): readonly string[] {
  const hosts = new Set(placed.map(({ entry }) => entry.host));
  for (const { spec } of ctx.manifests.of("Ingress")) {
    for (const rule of items(mapping(spec).rules as unknown[])) {
      if (isMapping(rule)) hosts.add(text(rule.host).toLowerCase());
    }
  }
  return [...hosts].filter((host) => host !== "" && !host.startsWith("*"));
}
