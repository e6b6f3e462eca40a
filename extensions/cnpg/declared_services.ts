/**
 * Services of the manifests that select a Cluster's pods by the operator's labels. They were read before there
 * was such a pod.
 *
 * @module
 */

import {
  type ConvertContext,
  registerService,
  selectorOf,
  type Service,
} from "@dekube/engine/pacts";

/** Has the Services that select a Cluster's pod lead to it. */
export function connectDeclaredServices(ctx: ConvertContext): void {
  for (const declared of [...ctx.services.values()]) {
    const selector = selectorOf(declared);
    if (!Object.keys(selector).some((key) => key.startsWith("cnpg.io/"))) continue;
    const service = withPrimary(declared, selector);
    ctx.services.add(service);
    const [workload] = ctx.services.selected(service);
    if (!workload) continue;
    registerService(service, ctx.names.service(workload.id), ctx, [workload]);
  }
}

/** What is for replicas goes to the one server that there is. */
function withPrimary(service: Service, selector: Record<string, string>): Service {
  const roles = ["cnpg.io/instanceRole", "role"].filter((key) => selector[key] === "replica");
  if (roles.length === 0) return service;
  const primary = Object.fromEntries(roles.map((key) => [key, "primary"]));
  return { ...service, spec: { ...service.spec, selector: { ...selector, ...primary } } };
}
