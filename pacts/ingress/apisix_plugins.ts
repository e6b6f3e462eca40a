/**
 * Plugins of APISIX, and those that it has for all routes (ApisixGlobalRule).
 *
 * @see https://apisix.apache.org/docs/ingress-controller/concepts/apisix_global_rule/
 * @module
 */

import type { ConvertContext } from "../context.ts";
import { mapping, mappings, text } from "../read.ts";
import { readOnce } from "../read_once.ts";

const KIND = "apisix.apache.org/ApisixGlobalRule";

/** Plugins that keep nobody out. Any other is taken for a guard. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["brotli", "cors", "file-logger", "gzip", "http-logger", "kafka-logger", "limit-conn"],
  ...["limit-count", "limit-req", "opentelemetry", "prometheus", "proxy-cache", "proxy-rewrite"],
  ...["real-ip", "redirect", "request-id", "response-rewrite", "server-info", "skywalking"],
  ...["syslog", "tcp-logger", "zipkin"],
]);

/**
 * Whether a plugin, as objects of APISIX name one, may keep somebody out.
 *
 * @example
 * ```ts
 * import { isApisixGuard } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(isApisixGuard({ name: "key-auth", enable: true }), true);
 * assertEquals(isApisixGuard({ name: "prometheus" }), false);
 * ```
 */
export function isApisixGuard({ name, enable, enabled }: Record<string, unknown>): boolean {
  return !HARMLESS.has(text(name)) && (enable ?? enabled) !== false;
}

/**
 * Those for all routes that may keep somebody out, as messages name them.
 *
 * @example
 * ```ts
 * import { apisixGlobals } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const rule = {
 *   apiVersion: "apisix.apache.org/v2",
 *   kind: "ApisixGlobalRule",
 *   metadata: { name: "office" },
 *   spec: { plugins: [{ name: "ip-restriction", enable: true }] },
 * };
 * assertEquals(apisixGlobals(testContext([rule])), ['the ApisixGlobalRule "office" for all routes']);
 * ```
 */
export function apisixGlobals(ctx: Pick<ConvertContext, "manifests">): readonly string[] {
  return globalsIn(ctx);
}

const globalsIn = readOnce(
  [KIND],
  ({ manifests }: Pick<ConvertContext, "manifests">): readonly string[] =>
    manifests.of(KIND)
      .filter(({ spec }) => mappings(mapping(spec).plugins).some(isApisixGuard))
      .map(({ metadata }) => `the ApisixGlobalRule "${metadata.name}" for all routes`),
);
