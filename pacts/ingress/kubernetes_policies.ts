/**
 * Kubernetes' own network policies: whom they have come to pods.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @module
 */

import { isMapping, list, mapping, mappings, text, texts } from "../read.ts";
import { type NetworkRule, type Origin, originOfBlock, rulePort } from "./network_rules.ts";

/**
 * The rules of a policy's `spec`; nothing where it is not about who comes in.
 *
 * @example
 * ```ts
 * import { kubernetesRules } from "./kubernetes_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(kubernetesRules({ ingress: [{ ports: [{ port: 80 }] }] }), [
 *   { action: "allow", from: "all", ports: [{ protocol: "TCP", port: 80 }] },
 * ]);
 * assertEquals(kubernetesRules({ policyTypes: ["Egress"] }), undefined);
 * ```
 */
export function kubernetesRules(spec: Record<string, unknown>): NetworkRule[] | undefined {
  const types = texts(spec.policyTypes);
  if (types.length > 0 && !types.includes("Ingress")) return undefined;
  return list(spec.ingress).map(mapping).flatMap(({ from, ports }) => {
    const of = portsOf(ports);
    return originsOf(from).map((origin): NetworkRule => ({
      action: "allow",
      from: origin,
      ...(of ? { ports: of } : {}),
    }));
  });
}

/** Whoever is not named is not meant; where nobody is, all are. */
function originsOf(from: unknown): Origin[] {
  if (list(from).length === 0) return ["all"];
  return mappings(from).map(({ ipBlock }) => {
    if (!isMapping(ipBlock)) return "inside";
    const origin = originOfBlock(ipBlock);
    return origin === "outside" ? "all" : origin;
  });
}

function portsOf(ports: unknown): NetworkRule["ports"] {
  if (list(ports).length === 0) return undefined;
  return mappings(ports).map(({ port, endPort, protocol }) => {
    const first = rulePort(port);
    const last = rulePort(endPort);
    return {
      protocol: text(protocol).toUpperCase() || "TCP",
      ...(first === undefined ? {} : { port: first }),
      ...(typeof last === "number" ? { last } : {}),
    };
  });
}
