/**
 * Which Ingresses are Traefik's.
 *
 * @module
 */

import { type ConvertContext, type Ingress, isIngressOf } from "@dekube/engine/pacts";
import { PREFIX } from "./names.ts";

/** Whether an Ingress is of class `traefik`, or bears the controller's annotations. */
export function isTraefikIngress(manifest: Ingress, ctx: Pick<ConvertContext, "config">): boolean {
  return isIngressOf("traefik", PREFIX, manifest, ctx);
}
