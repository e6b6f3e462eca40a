/**
 * Antrea's network policies: whom they have come to pods from outside, and whom they keep out. What none of them is about goes
 * on to those of Kubernetes.
 *
 * @see https://antrea.io/docs/main/docs/antrea-network-policy/
 * @module
 */

import { isMapping, list, mapping, mappings, text } from "../read.ts";
import { type NetworkRule, type Origin, originOfBlock, rulePort } from "./network_rules.ts";

/** Tiers that Antrea has by itself, each with its turn; that of most policies is `application`, and Kubernetes' own come last but one. */
const TIERS: Readonly<Record<string, number>> = {
  emergency: 50,
  securityops: 100,
  networkops: 150,
  platform: 200,
  application: 250,
  baseline: Infinity,
};

const ACTIONS: Readonly<Record<string, NetworkRule["action"]>> = {
  allow: "allow",
  drop: "deny",
  pass: "pass",
  reject: "deny",
};

/** A rule for some pods. */
export interface AntreaRules {
  /** What the pods are selected by, of which each is enough. */
  appliedTo: readonly Record<string, unknown>[];
  /** What it says, of each of those whom it names. */
  rules: readonly NetworkRule[];
}

/**
 * The rules of a policy's `spec`, in their order, with the pods that they are for: those of the policy, or those that a rule names for itself.
 *
 * @example
 * ```ts
 * import { antreaRules } from "./antrea_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const appliedTo = [{ podSelector: { matchLabels: { app: "web" } } }];
 * const ingress = [{ action: "Drop", from: [{ ipBlock: { cidr: "0.0.0.0/0" } }] }];
 * assertEquals(antreaRules({ appliedTo, ingress }), [
 *   { appliedTo, rules: [{ action: "deny", from: "all" }] },
 * ]);
 * ```
 */
export function antreaRules(spec: Record<string, unknown>): AntreaRules[] {
  const all = mappings(spec.appliedTo);
  return mappings(spec.ingress).map((rule) => ({
    appliedTo: list(rule.appliedTo).length > 0 ? mappings(rule.appliedTo) : all,
    rules: rulesOf(rule),
  }));
}

/** The turn of a tier, by its name or its object's `priority`. */
export function antreaTier(
  name: string,
  priorities: ReadonlyMap<string, number>,
): number {
  const key = name.toLowerCase() || "application";
  return priorities.get(name) ?? (Object.hasOwn(TIERS, key) ? TIERS[key] : TIERS.application);
}

function rulesOf({ action, from, ports, protocols }: Record<string, unknown>): NetworkRule[] {
  const does = ACTIONS[text(action).toLowerCase() || "allow"];
  // Those of ICMP and the like are about no port.
  if (does === undefined || list(protocols).length > 0) return [];
  const of = portsOf(ports);
  return originsOf(from).map((origin) => ({
    action: does,
    from: origin,
    ...(of ? { ports: of } : {}),
  }));
}

/** Whoever is not named is not meant; where nobody is, all are. */
function originsOf(from: unknown): Origin[] {
  if (list(from).length === 0) return ["all"];
  const origins = mappings(from).map(({ ipBlock, group }): Origin => {
    if (!isMapping(ipBlock)) return text(group) === "" ? "inside" : "networks";
    const origin = originOfBlock(ipBlock);
    return origin === "outside" ? "all" : origin;
  });
  return [...new Set(origins)];
}

function portsOf(ports: unknown): NetworkRule["ports"] {
  if (list(ports).length === 0) return undefined;
  return mappings(ports).map((one) => {
    const [first, last] = [rulePort(one.port), rulePort(one.endPort)];
    return {
      protocol: text(one.protocol).toUpperCase() || "TCP",
      ...(first === undefined ? {} : { port: first }),
      ...(typeof last === "number" ? { last } : {}),
    };
  });
}

/** What selects the pods that something is applied to; nothing where that is a group, a Service or a node. */
export function antreaSelectors(
  applied: Record<string, unknown>,
): { pods: unknown; namespaces?: unknown } | undefined {
  const { podSelector, namespaceSelector } = mapping(applied);
  if (podSelector === undefined && namespaceSelector === undefined) return undefined;
  return {
    pods: podSelector,
    ...(namespaceSelector === undefined ? {} : { namespaces: namespaceSelector }),
  };
}
