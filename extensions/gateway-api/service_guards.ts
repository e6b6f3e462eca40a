/**
 * What the Service that a Gateway is opened by asks.
 *
 * @module
 */

import type { Config, Mapping, Service } from "@dekube/engine/pacts";
import { balancerGuard } from "@dekube/engine/pacts/ingress";
import { internalSign, privateByDefault } from "@dekube/engine/pacts/kubernetes";

/** A Service of such annotations and fields. */
export function asService(annotations: Mapping, fields: Mapping): Service {
  const spec = { ...fields, type: "LoadBalancer" };
  return { kind: "Service", metadata: { name: "", annotations }, spec } as unknown as Service;
}

/** What a Service of such annotations and fields asks. That it is private is said elsewhere where nothing is written of it. */
export function serviceGuards(
  annotations: Mapping,
  { loadBalancerSourceRanges }: Mapping,
  of: string,
  config: Config,
): string[] {
  const service = asService(annotations, { loadBalancerSourceRanges });
  const guard = balancerGuard(service, config);
  const sign = internalSign(service);
  return [
    ...(guard === "" ? [] : [`${guard}, of ${of}`]),
    ...(sign === undefined || sign === privateByDefault(service)
      ? []
      : [`${sign} of ${of} opens it to a private network alone`]),
  ];
}
