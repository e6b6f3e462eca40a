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
import { Annotations, isIngressOf } from "@dekube/engine/pacts/ingress";
import { TRAEFIK } from "./controller.ts";
import { ingressPublicity } from "./entry_points.ts";

/** What Ingresses have over HTTPS. */
export class HttpsRoutes {
  readonly #keys = new Set<string>();

  /** What all Ingresses have. */
  constructor(ctx: ConvertContext) {
    for (const ingress of ctx.manifests.of("Ingress") as readonly Ingress[]) {
      if (!isIngressOf(TRAEFIK, ingress, ctx)) continue;
      if (ingressPublicity(new Annotations(TRAEFIK, ingress, ctx)) !== "public") continue;
      for (const rule of items(ingress.spec?.rules)) {
        for (const item of items(rule.http?.paths)) {
          this.#keys.add(keyOf(text(rule.host), `/${text(item.path).replace(/^\//, "")}`));
        }
      }
    }
  }

  /** Whether some Ingress has a host and a path over HTTPS. */
  has({ host, path }: Pick<IngressEntry, "host" | "path">): boolean {
    return this.#keys.has(keyOf(host, path));
  }
}

function keyOf(host: string, path: string): string {
  return `${host.toLowerCase()} ${path}`;
}
