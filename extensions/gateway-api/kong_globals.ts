/**
 * Kong's plugins for all routes: KongClusterPlugins with the label `global: "true"`.
 *
 * @see https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/
 * @module
 */

import { type ConvertContext, type Manifest, text } from "@dekube/engine/pacts";
import { labelsOf } from "@dekube/engine/pacts/kubernetes";

const KIND = "configuration.konghq.com/KongClusterPlugin";

/** Plugins that keep nobody out. Any other is taken for a guard. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["correlation-id", "cors", "datadog", "file-log", "http-log", "loggly", "opentelemetry"],
  ...["prometheus", "proxy-cache", "rate-limiting", "request-size-limiting"],
  ...["request-transformer", "response-ratelimiting", "response-transformer", "statsd", "syslog"],
  ...["tcp-log", "udp-log", "zipkin"],
]);

/** Those that may keep somebody out, as messages name them. */
export function kongGlobals({ manifests }: Pick<ConvertContext, "manifests">): string[] {
  return manifests.of(KIND).filter(isGuard)
    .map(({ metadata }) => `the KongClusterPlugin "${metadata.name}" for all routes`);
}

function isGuard({ metadata, plugin, disabled }: Manifest): boolean {
  return labelsOf(metadata.labels).global === "true" && disabled !== true &&
    !HARMLESS.has(text(plugin));
}
