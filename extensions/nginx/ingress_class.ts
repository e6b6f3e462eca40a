/**
 * Which Ingresses are those of the nginx ingress controller.
 *
 * @module
 */

import { type ConvertContext, type Ingress, isIngressOf } from "@dekube/engine/pacts";
import { PREFIX } from "./annotations.ts";

/** Whether an Ingress is of class `nginx`, or bears the controller's annotations. */
export function isNginxIngress(manifest: Ingress, ctx: Pick<ConvertContext, "config">): boolean {
  return isIngressOf("nginx", PREFIX, manifest, ctx);
}
