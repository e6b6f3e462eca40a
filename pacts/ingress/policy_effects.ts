/**
 * What policies of Istio and Linkerd do to those who come to what they are for.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://linkerd.io/2/reference/authorization-policy/
 * @module
 */

import { kindOf, type Manifest } from "../manifest.ts";
import { isMapping, list, mapping, text } from "../read.ts";
import { filterKeepsNobodyOut } from "./envoy_filters.ts";

const AUTHORIZATION = "security.istio.io/AuthorizationPolicy";
const AUTHENTICATION = "security.istio.io/RequestAuthentication";
const PLUGIN = "extensions.istio.io/WasmPlugin";
const FILTER = "networking.istio.io/EnvoyFilter";
const LINKERD_SERVER = "policy.linkerd.io/Server";
/** Linkerd's of those who may come, which names what it is for. */
export const LINKERD_AUTHORIZATION = "policy.linkerd.io/AuthorizationPolicy";

/** The kinds of Istio's policies. */
export const ISTIO_KINDS: readonly string[] = [AUTHORIZATION, AUTHENTICATION, PLUGIN, FILTER];

/** The kinds of such policies. */
export const POLICY_KINDS: readonly string[] = [
  ...ISTIO_KINDS,
  ...[LINKERD_SERVER, LINKERD_AUTHORIZATION],
];

/** What a policy does to requests. */
export type Effect = "restricts" | "admits" | "admits all" | "nothing";

/** Whether a policy keeps nobody out, whatever it is for. */
export function keepsNobodyOut(policy: Manifest): boolean {
  return ["nothing", "admits all"].includes(effectOf(policy));
}

/** Those of the policies for one thing that keep somebody out: whom one of them admits is let in, whatever others ask for. */
export function keepingOut(
  policies: readonly { policy: Manifest; effect: Effect }[],
): Manifest[] {
  const isOpen = policies.some(({ effect }) => effect === "admits all");
  return policies
    .filter(({ effect }) => effect === "restricts" || effect === "admits" && !isOpen)
    .map(({ policy }) => policy);
}

/** What a policy does. */
export function effectOf(policy: Manifest): Effect {
  const spec = mapping(policy.spec);
  switch (kindOf(policy)) {
    case AUTHENTICATION:
      return isSome(spec.jwtRules) ? "restricts" : "nothing";
    case AUTHORIZATION:
      return authorizationOf(spec);
    case FILTER:
      return filterKeepsNobodyOut(spec) ? "nothing" : "restricts";
    case LINKERD_SERVER:
      // Whatever else it says, somebody is refused, and so is everybody where it says nothing.
      return ["all-unauthenticated", "audit"].includes(text(spec.accessPolicy))
        ? "nothing"
        : "restricts";
    default:
      return "restricts";
  }
}

/** A rule without conditions is for all requests; without rules a policy is for none. */
function authorizationOf({ action, rules }: Record<string, unknown>): Effect {
  const given = list(rules);
  switch (text(action) || "ALLOW") {
    case "ALLOW":
      return given.some((rule) => isMapping(rule) && Object.keys(rule).length === 0)
        ? "admits all"
        : "admits";
    case "AUDIT":
      return "nothing";
    default:
      return isSome(rules) ? "restricts" : "nothing";
  }
}

/** Whether a list has something in it. What is no list was to say something, too. */
function isSome(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}
