/**
 * The Ingresses that the controller reads.
 *
 * @module
 */

import type { ConvertContext, Ingress } from "@dekube/engine/pacts";
import { Controllers, isIngressOf } from "@dekube/engine/pacts/ingress";
import { NGINX, NGINX_PROGRAM } from "./controller.ts";

/** Whether an Ingress is the controller's: by its class, its annotations, or the flags of a controller among the manifests. */
export function isOwn(
  manifest: Ingress,
  ctx: Pick<ConvertContext, "config" | "manifests">,
  controllers: Controllers,
): boolean {
  return isIngressOf(NGINX, manifest, ctx, (ingress) => controllers.read(ingress));
}

/** All of them. */
export function ownIngresses(
  ctx: Pick<ConvertContext, "config" | "manifests" | "limits">,
  controllers: Controllers = new Controllers([NGINX_PROGRAM], ctx),
): Ingress[] {
  return (ctx.manifests.of("Ingress") as readonly Ingress[])
    .filter((manifest) => isOwn(manifest, ctx, controllers));
}
