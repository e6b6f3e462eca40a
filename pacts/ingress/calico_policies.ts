/**
 * Calico's network policies: whom they have come to pods from outside, and whom they keep out.
 *
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 * @module
 */

import { portNumber } from "../kubernetes/services.ts";
import { isMapping, list, mapping, mappings, text, texts } from "../read.ts";
import { type NetworkRule, type Origin, originOfBlock, type RulePort } from "./network_rules.ts";

/**
 * The rules of a policy's `spec`, in order; nothing where it is not about who comes in.
 *
 * @example
 * ```ts
 * import { calicoRules } from "./calico_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const ingress = [{ action: "Allow", source: { nets: ["10.0.0.0/8"] } }, { action: "Deny" }];
 * assertEquals(calicoRules({ ingress }), [
 *   { action: "allow", from: "networks" },
 *   { action: "deny", from: "all" },
 * ]);
 * assertEquals(calicoRules({ types: ["Egress"] }), undefined);
 * ```
 */
export function calicoRules(spec: Record<string, unknown>): NetworkRule[] | undefined {
  const types = texts(spec.types);
  // Without `types` a policy is about who comes in, unless it has rules of who goes out alone.
  const isOfIngress = types.length > 0
    ? types.includes("Ingress")
    : list(spec.ingress).length > 0 || list(spec.egress).length === 0;
  if (!isOfIngress) return undefined;
  return mappings(spec.ingress).flatMap((rule) => {
    const action = text(rule.action).toLowerCase();
    if (action !== "allow" && action !== "deny" && action !== "pass") return [];
    const ports = portsOf(rule);
    return [{ action, from: originOf(rule), ...(ports ? { ports } : {}) }];
  });
}

function originOf({ source, http, ipVersion }: Record<string, unknown>): Origin {
  const { nets, notNets, selector, notSelector, namespaceSelector, serviceAccounts, ...more } =
    mapping(source);
  const origins = texts(nets).map((cidr) => originOfBlock({ cidr }));
  const isWhole = list(nets).length === 0 || origins.includes("outside");
  const isOfV6 = !isWhole && origins.every((origin) => origin === "outside by IPv6");
  const isNarrowed = !isWhole && !isOfV6 || list(notNets).length > 0 || isMapping(http) ||
    text(ipVersion) === "6" || Object.values(more).some((value) => list(value).length > 0);
  const isOfPods = [selector, namespaceSelector].some((one) => text(one) !== "") ||
    serviceAccounts !== undefined;
  if (isOfPods) return "inside";
  if (isNarrowed || text(notSelector) !== "") return "networks";
  return isOfV6 ? "outside by IPv6" : "all";
}

/** Ports are numbers, names, or two numbers with a colon between them. */
function portsOf(rule: Record<string, unknown>): NetworkRule["ports"] {
  const { ports, notPorts } = mapping(rule.destination);
  const protocol = protocolOf(rule.protocol);
  const taken = list(ports).length > 0 ? texts(ports).map(rangeOf) : undefined;
  const left = list(notPorts).length > 0 ? allBut(texts(notPorts).map(rangeOf)) : undefined;
  const found = taken ?? left ?? (protocol === undefined ? undefined : [{}]);
  return found?.map((port) => ({ ...port, ...(protocol === undefined ? {} : { protocol }) }));
}

function rangeOf(written: string): RulePort {
  const [first, last] = written.split(":").map(portNumber);
  if (first === undefined) return { port: written };
  return { port: first, ...(last === undefined ? {} : { last }) };
}

/** The ports beside some; those with names are nowhere known. */
function allBut(ports: readonly RulePort[]): RulePort[] {
  const left: RulePort[] = [];
  let next = 1;
  const ranges = ports.flatMap(({ port, last }) =>
    typeof port === "number" ? [{ first: port, last: last ?? port }] : []
  );
  for (const { first, last } of ranges.sort((a, b) => a.first - b.first)) {
    if (first > next) left.push({ port: next, last: first - 1 });
    next = Math.max(next, last + 1);
  }
  return next > 65535 ? left : [...left, { port: next, last: 65535 }];
}

/** A protocol by its name or its number. */
function protocolOf(value: unknown): string | undefined {
  const written = text(value).toUpperCase();
  return { "": undefined, "6": "TCP", "17": "UDP", "132": "SCTP" }[written] ??
    (written || undefined);
}
