/**
 * Ingresses come in pairs, one for HTTP that redirects, one for HTTPS that serves. Here HTTP is sent on
 * to HTTPS in any case, and the first would only stand in the way of the second.
 *
 * @module
 */

import {
  type ConvertContext,
  type Ingress,
  type IngressEntry,
  items,
  text,
} from "@dekube/engine/pacts";
import { ingressPublicity } from "./entry_points.ts";
import { isTraefikIngress } from "./ingress_class.ts";

/** Whether another Ingress has the same host and path over HTTPS. */
export function hasHttpsTwin(
  { host, path }: Pick<IngressEntry, "host" | "path">,
  ctx: ConvertContext,
): boolean {
  const ingresses = (ctx.manifests.get("Ingress") ?? []) as readonly Ingress[];
  let known = indexes.get(ingresses);
  if (known?.count !== ingresses.length) {
    known = { count: ingresses.length, keys: keysOf(ingresses, ctx) };
    indexes.set(ingresses, known);
  }
  return known.keys.has(keyOf(host, path));
}

const indexes = new WeakMap<readonly Ingress[], { count: number; keys: ReadonlySet<string> }>();

function keysOf(ingresses: readonly Ingress[], ctx: ConvertContext): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const ingress of ingresses) {
    if (!isTraefikIngress(ingress, ctx) || ingressPublicity(ingress, ctx) !== "public") continue;
    for (const rule of items(ingress.spec?.rules)) {
      for (const item of items(rule.http?.paths)) {
        keys.add(keyOf(text(rule.host), `/${text(item.path).replace(/^\//, "")}`));
      }
    }
  }
  return keys;
}

function keyOf(host: string, path: string): string {
  return `${host.toLowerCase()} ${path}`;
}
