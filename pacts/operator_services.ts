/**
 * Services that an operator would make in the cluster, and that no manifest declares: `<cluster>-rw`,
 * `<keycloak>-service`.
 *
 * @module
 */

import type { ConvertContext } from "./context.ts";
import { namespaceOf, type Service } from "./kubernetes.ts";
import { portTargets, serviceKey, servicePortKey } from "./services.ts";
import type { Workload } from "./workloads.ts";

/**
 * Makes a Service known that leads to Compose services: other containers reach it by its cluster
 * names, routes and addresses lead there, and its ports become the container's. One of that name
 * among the manifests keeps what it says, but leads there as well. Ports by name are looked up in
 * `workloads`.
 *
 * @example
 * ```ts
 * import { findService, registerService, serviceKey } from "@dekube/engine/pacts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const ctx = testContext([]);
 * const spec = { ports: [{ name: "sql", port: 5432 }] };
 * registerService({ kind: "Service", metadata: { name: "db-rw", namespace: "shop" }, spec }, "db", ctx);
 * assertEquals(ctx.aliasMap.get(serviceKey("shop", "db-rw")), ["db"]);
 * assertEquals(findService("db-rw.shop.svc", "web", ctx)?.metadata.name, "db-rw");
 * ```
 */
export function registerService(
  service: Service,
  composeServices: string | readonly string[],
  ctx: Pick<ConvertContext, "services" | "aliasMap" | "servicePortMap">,
  workloads: readonly Workload[] = [],
): void {
  const { name } = service.metadata;
  const namespace = namespaceOf(service);
  const declared = ctx.services.get(namespace, name);
  const known = declared && namespaceOf(declared) === namespace ? declared : undefined;
  if (!known) ctx.services.add(service);
  ctx.aliasMap.set(serviceKey(namespace, name), [composeServices].flat());
  for (const [port, target] of portTargets(known ?? service, workloads)) {
    ctx.servicePortMap.set(servicePortKey(namespace, name, port), target);
  }
}
