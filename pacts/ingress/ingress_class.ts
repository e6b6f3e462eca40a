/**
 * Whose an Ingress is.
 *
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { entries, type Ingress } from "../kubernetes.ts";
import { getIngressClass } from "./ingress.ts";

/** Classes that ingress controllers come with. */
const CONTROLLERS: readonly string[] = [
  ...["alb", "ambassador", "apisix", "azure-application-gateway", "azure/application-gateway"],
  ...["caddy", "cilium", "contour", "gce", "gce-internal", "haproxy", "istio", "kong", "nginx"],
  ...["openshift-default", "skipper", "tailscale", "traefik"],
];

/**
 * Whether an Ingress is one controller's: of its class, or with its annotations, which begin with `prefix`,
 * and of no class that is known to be another's: names of classes are free, annotations are not.
 *
 * @example
 * ```ts
 * import { isIngressOf } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = { kind: "Ingress", metadata: { name: "web" }, spec: { ingressClassName: "nginx" } };
 * assertEquals(isIngressOf("nginx", "nginx.ingress.kubernetes.io/", ingress, testContext([])), true);
 * ```
 */
export function isIngressOf(
  controller: string,
  prefix: string,
  manifest: Ingress,
  ctx: Pick<ConvertContext, "config">,
): boolean {
  const { ingressTypes } = ctx.config;
  const ingressClass = getIngressClass(manifest, ingressTypes);
  if (ingressClass === controller) return true;
  if (CONTROLLERS.includes(ingressClass)) return false;
  // The user's own word.
  if (Object.values(ingressTypes).includes(ingressClass)) return false;
  return entries(manifest.metadata.annotations).some(([name]) => name.startsWith(prefix));
}
