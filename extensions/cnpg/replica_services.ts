/**
 * Services of the manifests that are for a Cluster's replicas. There is one server, so they lead to that.
 *
 * @module
 */

import type { ConvertContext, Service } from "@dekube/engine/pacts";
import { selectorOf } from "@dekube/engine/pacts/kubernetes";

/** Labels by which the operator tells its pods' roles. */
const ROLES = ["cnpg.io/instanceRole", "role"];

/** Has Services that would select a replica select the primary in its place. */
export function leadReplicasToPrimary(ctx: ConvertContext): void {
  for (const service of [...ctx.services.values()]) {
    const changed = withPrimary(service);
    if (changed && ctx.services.selected(changed).length > 0) ctx.manifests.add(changed);
  }
}

function withPrimary(service: Service): Service | undefined {
  const selector = selectorOf(service);
  const roles = ROLES.filter((key) => selector[key] === "replica");
  const isOperators = Object.keys(selector).some((key) => key.startsWith("cnpg.io/"));
  if (!isOperators || roles.length === 0) return undefined;
  const primary = Object.fromEntries(roles.map((key) => [key, "primary"]));
  return { ...service, spec: { ...service.spec, selector: { ...selector, ...primary } } };
}
