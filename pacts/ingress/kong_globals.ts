/**
 * Kong's plugins for all routes: KongClusterPlugins with the label `global: "true"`, and what a KongPluginBinding has for a
 * whole control plane.
 *
 * @see https://developer.konghq.com/kubernetes-ingress-controller/reference/custom-resources/
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { labelsOf } from "../kubernetes/label_selector.ts";
import type { Manifest } from "../manifest.ts";
import { mapping, text } from "../read.ts";
import { readOnce } from "../read_once.ts";

const KIND = "configuration.konghq.com/KongClusterPlugin";
const BINDING = "configuration.konghq.com/KongPluginBinding";

/** Plugins that keep nobody out. Any other is taken for a guard. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["correlation-id", "cors", "datadog", "file-log", "http-log", "loggly", "opentelemetry"],
  ...["prometheus", "proxy-cache", "rate-limiting", "request-size-limiting"],
  ...["request-transformer", "response-ratelimiting", "response-transformer", "statsd", "syslog"],
  ...["tcp-log", "udp-log", "zipkin"],
]);

/**
 * Those that may keep somebody out, as messages name them.
 *
 * @example
 * ```ts
 * import { kongGlobals } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const plugin = {
 *   apiVersion: "configuration.konghq.com/v1",
 *   kind: "KongClusterPlugin",
 *   metadata: { name: "office", labels: { global: "true" } },
 *   plugin: "ip-restriction",
 * };
 * assertEquals(kongGlobals(testContext([plugin])), ['the KongClusterPlugin "office" for all routes']);
 * ```
 */
export function kongGlobals(ctx: Pick<ConvertContext, "manifests">): readonly string[] {
  return globalsIn(ctx);
}

const globalsIn = readOnce(
  [KIND, BINDING],
  ({ manifests }: Pick<ConvertContext, "manifests">): readonly string[] =>
    [
      ...manifests.of(KIND).filter(isGuard),
      // Which plugin it is says an object that may be elsewhere.
      ...manifests.of(BINDING).filter(({ spec }) =>
        text(mapping(spec).scope) === "GlobalInControlPlane"
      ),
    ].map(({ kind, metadata }) => `the ${kind} "${metadata.name}" for all routes`),
);

function isGuard({ metadata, plugin, disabled }: Manifest): boolean {
  return labelsOf(metadata.labels).global === "true" && disabled !== true &&
    !HARMLESS.has(text(plugin));
}
