/**
 * Istio's EnvoyFilters: what they put into the proxies of pods, who may say who comes in.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/envoy-filter/
 * @module
 */

import { mapping, mappings, text } from "../read.ts";

/** Parts of Envoy's settings that no request goes through on its way to a pod. */
const ELSEWHERE: ReadonlySet<string> = new Set(["BOOTSTRAP", "CLUSTER"]);

/** Filters of Envoy that keep nobody out. Any other is taken for a guard. */
const HARMLESS: ReadonlySet<string> = new Set([
  ...["adaptive_concurrency", "admission_control", "bandwidth_limit", "buffer", "cache"],
  ...["compressor", "cors", "decompressor", "dynamic_forward_proxy", "grpc_field_extraction"],
  ...["grpc_http1_bridge", "grpc_http1_reverse_bridge", "grpc_json_transcoder", "grpc_stats"],
  ...["grpc_web", "gzip", "header_to_metadata", "http_connection_manager", "http_inspector"],
  ...["local_ratelimit", "original_dst", "original_src", "proxy_protocol", "ratelimit", "router"],
  ...["stats", "stateful_session", "tap", "tcp_proxy", "tls_inspector"],
]);

/**
 * Whether an EnvoyFilter with these fields keeps nobody out.
 *
 * @example
 * ```ts
 * import { filterKeepsNobodyOut } from "./envoy_filters.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const inserting = (name: string) => ({
 *   configPatches: [{ applyTo: "HTTP_FILTER", patch: { operation: "INSERT_BEFORE", value: { name } } }],
 * });
 * assertEquals(filterKeepsNobodyOut(inserting("envoy.filters.http.compressor")), true);
 * assertEquals(filterKeepsNobodyOut(inserting("envoy.filters.http.ext_authz")), false);
 * ```
 */
export function filterKeepsNobodyOut({ configPatches }: Record<string, unknown>): boolean {
  return mappings(configPatches).every(({ applyTo, match, patch }) => {
    const { operation, value } = mapping(patch);
    const { name } = mapping(value);
    return ELSEWHERE.has(text(applyTo)) || text(operation) === "REMOVE" ||
      text(mapping(match).context) === "SIDECAR_OUTBOUND" ||
      HARMLESS.has(text(name).split(".").at(-1)!);
  });
}
