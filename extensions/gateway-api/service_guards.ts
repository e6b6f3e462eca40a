/**
 * What the Service that a Gateway is opened by asks, and the plugins that a Gateway's settings have run for all routes.
 *
 * @module
 */

import { type Mapping, type Service, text } from "@dekube/engine/pacts";
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

/** Plugins of APISIX that keep nobody out. Any other is taken for a guard. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["brotli", "cors", "gzip", "http-logger", "kafka-logger", "limit-conn", "limit-count"],
  ...["limit-req", "prometheus", "proxy-rewrite", "real-ip", "redirect", "request-id"],
  ...["response-rewrite", "server-info", "skywalking", "syslog", "tcp-logger", "zipkin"],
  ...["file-logger", "opentelemetry", "proxy-cache"],
]);

/** Whether a plugin of APISIX (`name`, `enable` or `enabled`) keeps nobody out. */
export function keepsNobodyOut({ name, enable, enabled }: Mapping): boolean {
  return HARMLESS.has(text(name)) || (enable ?? enabled) === false;
}
