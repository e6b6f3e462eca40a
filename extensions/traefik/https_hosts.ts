/**
 * Which hosts are there over HTTPS.
 *
 * @module
 */

import { type Ingress, isMapping, items, list, mapping, text, texts } from "@dekube/engine/pacts";
import { Annotations, isIngressOf, tlsIn } from "@dekube/engine/pacts/ingress";
import { TRAEFIK } from "./controller.ts";
import { ingressEntryPoints, readEntryPoints } from "./entry_points.ts";
import type { TraefikObjects } from "./objects.ts";
import { readRule } from "./rule.ts";
import { hasRouterTls } from "./router_tls.ts";
import { publicEntryPoints } from "./settings.ts";

/** The hosts that some Ingress or IngressRoute names, and serves over HTTPS; the empty one is any. */
export function httpsHosts(objects: TraefikObjects): ReadonlySet<string> {
  return new Set([...ingressHosts(objects), ...routeHosts(objects)]);
}

function ingressHosts({ ctx }: TraefikObjects): string[] {
  return (ctx.manifests.of("Ingress") as readonly Ingress[]).flatMap((ingress) => {
    if (!isIngressOf(TRAEFIK, ingress, ctx)) return [];
    const annotations = new Annotations(TRAEFIK, ingress, ctx);
    const points = ingressEntryPoints(annotations, ctx);
    if (!points) return [];
    const isSecure = hasRouterTls(annotations) || points.https;
    const tlsFor = tlsIn(ingress);
    return items(ingress.spec?.rules).map((rule) => text(rule.host).toLowerCase())
      .filter((host) => isSecure || (!points.http && tlsFor(host) !== undefined));
  });
}

function routeHosts(objects: TraefikObjects): string[] {
  const others = publicEntryPoints(objects.ctx);
  return objects.of("IngressRoute").flatMap(({ spec: given }) => {
    const spec = mapping(given);
    const points = readEntryPoints(texts(spec.entryPoints), others);
    if (!points || !(isMapping(spec.tls) || points.https)) return [];
    return list(spec.routes).flatMap((route) => {
      const rule = readRule(text(mapping(route).match));
      if ("problem" in rule) return [];
      return rule.alternatives.flatMap((matchers) => {
        const hosts = matchers.filter(({ name, negated }) => name === "host" && !negated);
        return hosts.length === 0 ? [""] : hosts.map(({ values }) => values[0].toLowerCase());
      });
    });
  });
}
