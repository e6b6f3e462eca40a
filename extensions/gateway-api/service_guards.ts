/**
 * What the Service that a Gateway is opened by asks.
 *
 * @module
 */

import type { Mapping, Service } from "@dekube/engine/pacts";
import { balancerGuard } from "@dekube/engine/pacts/ingress";
import { internalSign } from "@dekube/engine/pacts/kubernetes";

/** What a Service of such annotations and fields asks. */
export function serviceGuards(
  annotations: Mapping,
  { loadBalancerSourceRanges }: Mapping,
  of: string,
): string[] {
  const service = {
    kind: "Service",
    metadata: { name: "", annotations },
    spec: { type: "LoadBalancer", loadBalancerSourceRanges },
  } as unknown as Service;
  const guard = balancerGuard(service);
  const sign = internalSign(service);
  return [
    ...(guard === "" ? [] : [`${guard}, of ${of}`]),
    ...(sign === undefined ? [] : [`${sign} of ${of} opens it to a private network alone`]),
  ];
}
