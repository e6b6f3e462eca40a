/**
 * Who comes to the pods of ingress controllers by their own Services: all requests for their routes come by these.
 *
 * @module
 */

import type { Config } from "../config.ts";
import type { ConvertContext } from "../context.ts";
import { labelsOf } from "../kubernetes/label_selector.ts";
import { internalSign, loadBalancerAccess } from "../kubernetes/load_balancer.ts";
import type { Service } from "../kubernetes/types.ts";
import { isNetwork } from "../ip_address.ts";
import { workloadOf } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, text } from "../read.ts";

/** The Services that lead to the pods of a workload. */
export function servicesOf(
  manifest: Manifest,
  { manifests }: Pick<ConvertContext, "manifests">,
): Service[] {
  const labels = workloadOf(manifest)?.labels ?? {};
  return (manifests.of("Service") as readonly Service[]).filter((service) => {
    const selector = Object.entries(labelsOf(mapping(service.spec).selector));
    return namespaceOf(service) === namespaceOf(manifest) && selector.length > 0 &&
      selector.every(([key, value]) => labels[key] === value);
  });
}

function balancersOf(manifest: Manifest, ctx: Pick<ConvertContext, "manifests">): Service[] {
  return servicesOf(manifest, ctx).filter(({ spec }) => text(spec?.type) === "LoadBalancer");
}

/**
 * What a load balancer asks of who comes, in words; empty where everybody may.
 *
 * @example
 * ```ts
 * import { balancerGuard } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const spec = { type: "LoadBalancer", loadBalancerSourceRanges: ["10.0.0.0/8"] };
 * assertEquals(
 *   balancerGuard({ kind: "Service", metadata: { name: "edge" }, spec }),
 *   "spec.loadBalancerSourceRanges lets in 10.0.0.0/8 alone",
 * );
 * ```
 */
export function balancerGuard(
  service: Service,
  config?: Pick<Config, "harmless">,
): string {
  const { sources, firewall, does, path } = loadBalancerAccess(service, config);
  if (firewall !== undefined) return `${path} ${does}`;
  return sources ? `${path} lets in ${sources.join(", ")} alone` : "";
}

/** What load balancers ask of who comes. */
export interface BalancerAccess {
  /** In words. */
  reason: string;
  /** The networks that they let in, where that is all they ask. */
  sources?: readonly string[];
}

/** What the load balancers in front of a controller ask; absent where one of them asks nothing, or there is none. */
export function balancerAccess(
  controller: Manifest,
  ctx: Pick<ConvertContext, "manifests" | "config">,
): BalancerAccess | undefined {
  const services = balancersOf(controller, ctx);
  const guards = services.map((service) => balancerGuard(service, ctx.config));
  if (services.length === 0 || guards.includes("")) return undefined;
  const reasons = services.map(({ metadata }, index) =>
    `${guards[index]}, of the controller's Service "${metadata.name}"`
  );
  // Who is let in by one of them is in.
  const networks = services.map((service) => loadBalancerAccess(service, ctx.config).sources ?? []);
  const areKnown = networks.every((some) => some.length > 0 && some.every(isNetwork));
  return {
    reason: reasons.join(", "),
    ...(areKnown ? { sources: [...new Set(networks.flat())] } : {}),
  };
}

/** Says of routes that they are reached from a private network alone in the cluster, where all load balancers are private. */
export function sayInternalBalancers(
  controllers: readonly Manifest[],
  ctx: Pick<ConvertContext, "manifests" | "report">,
): void {
  const said = new Set<Service>();
  for (const controller of controllers) {
    const services = balancersOf(controller, ctx);
    if (!services.every((service) => internalSign(service) !== undefined)) continue;
    for (const service of services.filter((one) => !said.has(one))) {
      said.add(service);
      ctx.report(service).warn(
        "internal-load-balancer",
        `is reached from a private network alone (${
          internalSign(service)
        }), while the routes of its controller are served at all addresses of this machine`,
      );
    }
  }
}
