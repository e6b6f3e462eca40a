/**
 * Policies that implementations of Gateway API attach to things, and that keep nobody out. Any other is taken for a
 * guard: who knows what it asks for.
 *
 * @module
 */

import { append } from "../append.ts";
import type { Manifest } from "../manifest.ts";
import { isMapping, mapping, text } from "../read.ts";
import { keepsNobodyOut } from "./policy_effects.ts";

/** The kinds, by their groups. */
const HARMLESS: Readonly<Record<string, readonly string[]>> = {
  "application-networking.k8s.aws": ["AccessLogPolicy", "TargetGroupPolicy"],
  "gateway.envoyproxy.io": ["BackendTrafficPolicy"],
  "gateway.k8s.aws": ["LoadBalancerConfiguration", "TargetGroupConfiguration"],
  "gateway.kgateway.dev": ["BackendConfigPolicy", "HTTPListenerPolicy"],
  "gateway.networking.k8s.io": ["BackendLBPolicy", "BackendTLSPolicy"],
  "gateway.networking.x-k8s.io": ["XBackendTrafficPolicy"],
  "gateway.nginx.org": [
    ...["ClientSettingsPolicy", "ObservabilityPolicy", "ProxySettingsPolicy", "RateLimitPolicy"],
    "UpstreamSettingsPolicy",
  ],
  "kuadrant.io": ["DNSPolicy", "RateLimitPolicy", "TLSPolicy", "TokenRateLimitPolicy"],
  "networking.gke.io": [
    ...["GCPGatewayPolicy", "GCPSessionAffinityPolicy", "GCPTrafficDistributionPolicy"],
    "HealthCheckPolicy",
  ],
  "telemetry.istio.io": ["Telemetry"],
};

/**
 * Whether a policy of a kind (`group/kind`) keeps nobody out.
 *
 * @example
 * ```ts
 * import { isHarmlessPolicy } from "@dekube/engine/pacts/ingress";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = { kind: "DNSPolicy", metadata: { name: "web" } };
 * assertEquals(isHarmlessPolicy("kuadrant.io/DNSPolicy", policy), true);
 * assertEquals(isHarmlessPolicy("kuadrant.io/AuthPolicy", policy), false);
 * ```
 */
export function isHarmlessPolicy(kind: string, policy: Manifest): boolean {
  const { spec } = policy;
  const slash = kind.lastIndexOf("/");
  const [group, name] = [kind.slice(0, slash), kind.slice(slash + 1)];
  if (group === "networking.gke.io" && name === "GCPBackendPolicy") {
    // Of timeouts and logs, unless it has Google ask who is there.
    const { iap, securityPolicy } = mapping(mapping(spec).default);
    const isAsked = isMapping(iap) && iap.enabled !== false;
    return !isAsked && text(securityPolicy) === "";
  }
  if (group === "security.istio.io") return keepsNobodyOut(policy);
  return Object.hasOwn(HARMLESS, group) && HARMLESS[group].includes(name) &&
    !hasNoRequests(spec) && !isAborting(spec);
}

/** Whether Envoy Gateway answers all requests with an error. */
function isAborting(spec: unknown): boolean {
  const { abort } = mapping(mapping(spec).faultInjection);
  if (!isMapping(abort)) return false;
  const percentage = text(abort.percentage);
  return percentage === "" || Number(percentage) >= 100;
}

/** Whether a limit of requests is none at all: who it is for is kept out. */
function hasNoRequests(spec: unknown): boolean {
  const waiting: unknown[] = [spec];
  const seen = new Set<unknown>();
  while (waiting.length > 0) {
    const next = waiting.pop();
    if (typeof next !== "object" || next === null || seen.has(next)) continue;
    seen.add(next);
    if (isMapping(next) && LIMITS.some((name) => text(next[name]) === "0")) return true;
    append(waiting, Object.values(next));
  }
  return false;
}

/** What such limits are called: Envoy Gateway's, and Kuadrant's. */
const LIMITS = ["requests", "limit"] as const;
