/**
 * Which Ingresses are Traefik's.
 *
 * @module
 */

import { type ConvertContext, entries, getIngressClass, type Ingress } from "@dekube/engine/pacts";
import { PREFIX } from "./names.ts";

/** Classes that other controllers come with. */
const OTHER_CLASSES: readonly string[] = [
  ...["alb", "ambassador", "apisix", "azure-application-gateway", "azure/application-gateway"],
  ...["caddy", "cilium", "contour", "gce", "gce-internal", "haproxy", "istio", "kong", "nginx"],
  ...["openshift-default", "skipper", "tailscale"],
];

/**
 * Whether an Ingress is of class `traefik`, or bears the controller's annotations and no class that is
 * known to be another controller's: names of classes are free, annotations are not.
 */
export function isTraefikIngress(
  manifest: Ingress,
  ctx: Pick<ConvertContext, "config">,
): boolean {
  const { ingressTypes } = ctx.config;
  const ingressClass = getIngressClass(manifest, ingressTypes);
  if (ingressClass === "traefik") return true;
  if (OTHER_CLASSES.includes(ingressClass)) return false;
  // The user's own word.
  if (Object.values(ingressTypes).includes(ingressClass)) return false;
  return entries(manifest.metadata.annotations).some(([name]) => name.startsWith(PREFIX));
}
