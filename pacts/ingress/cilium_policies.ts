/**
 * Cilium's network policies: whom they have come to pods, and whom they keep out.
 *
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 * @module
 */

import { type LabelSelector, readLabelSelector } from "../kubernetes/label_selector.ts";
import { list, mapping, mappings, text, texts } from "../read.ts";
import { type NetworkRule, type Origin, originOfBlock, rulePort } from "./network_rules.ts";

/** What a rule's sources are called. */
const SOURCES = /^from[A-Z]/;

/** What Cilium calls all that is outside the cluster. */
const WORLD = /^world(?:-ipv([46]))?$/;

/**
 * The rules of one of a policy's specs, those that deny first; `isClosed`: who is not let in by any is kept out.
 *
 * @example
 * ```ts
 * import { ciliumRules } from "./cilium_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const { rules, isClosed } = ciliumRules({ ingress: [{ fromEntities: ["world"] }] });
 * assertEquals(rules, [{ action: "allow", from: "outside" }]);
 * assertEquals(isClosed, true);
 * // What names neither who comes nor where to lets nobody in.
 * assertEquals(ciliumRules({ ingress: [{}] }), { rules: [], isClosed: true });
 * ```
 */
export function ciliumRules(
  spec: Record<string, unknown>,
): { rules: NetworkRule[]; isClosed: boolean } {
  const denying = list(spec.ingressDeny).map(mapping);
  const allowing = list(spec.ingress).map(mapping);
  const isClosed = mapping(spec.enableDefaultDeny).ingress !== false &&
    denying.length + allowing.length > 0;
  return {
    rules: [
      ...denying.flatMap((rule) => rulesOf(rule, "deny")),
      ...allowing.flatMap((rule) => rulesOf(rule, "allow")),
    ],
    isClosed,
  };
}

/** A selector of pods. Its labels may say where they come from. */
export function ciliumSelector(value: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = readLabelSelector(value);
  const bare = (key: string) => key.replace(/^(?:k8s|any)[:.]/, "");
  return {
    matchLabels: Object.fromEntries(
      Object.entries(matchLabels).map(([key, value]) => [bare(key), value]),
    ),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: bare(one.key) })),
  };
}

function rulesOf(rule: Record<string, unknown>, action: "allow" | "deny"): NetworkRule[] {
  const groups = mappings(rule.toPorts);
  // What only some requests get through is not open to all.
  const isNarrowed = groups.some((group) =>
    Object.keys(mapping(group.rules)).length > 0 || list(group.serverNames).length > 0
  );
  const ports = groups.flatMap((group) => mappings(group.ports)).map(portOf);
  const isOfAllPorts = list(rule.toPorts).length === 0 ||
    ports.some(({ port, protocol }) => port === undefined && protocol === undefined);
  const isOfPackets = list(rule.icmps).length > 0;
  if (isOfPackets) return [];
  return originsOf(rule).map((from) => ({
    action,
    from: isNarrowed && from !== "inside" ? "networks" : from,
    ...(isOfAllPorts ? {} : { ports }),
  }));
}

function portOf({ port, endPort, protocol }: Record<string, unknown>) {
  const first = rulePort(text(port) === "0" ? "" : port);
  const last = rulePort(endPort);
  const own = text(protocol).toUpperCase();
  return {
    ...(["", "ANY"].includes(own) ? {} : { protocol: own }),
    ...(first === undefined ? {} : { port: first }),
    ...(typeof last === "number" ? { last } : {}),
  };
}

function originsOf(rule: Record<string, unknown>): Origin[] {
  const named = Object.keys(rule).filter((key) => SOURCES.test(key));
  if (named.length === 0) return list(rule.toPorts).length > 0 ? ["all"] : [];
  const { fromCIDR, fromCIDRSet, fromEntities, fromEndpoints, fromGroups } = rule;
  const networks = [...texts(fromCIDR).map((cidr) => ({ cidr })), ...mappings(fromCIDRSet)]
    .map(originOfBlock);
  const entities = texts(fromEntities).map((entity): Origin =>
    entity === "all" ? "all" : worldOf(entity) ?? "inside"
  );
  const endpoints = mappings(fromEndpoints).map((selector): Origin => {
    const labels = [
      ...Object.keys(mapping(selector.matchLabels)),
      ...mappings(selector.matchExpressions).map(({ key }) => text(key)),
    ];
    return labels.map((key) => worldOf(/^reserved[:.](.+)$/.exec(key)?.[1] ?? ""))
      .find((origin) => origin !== undefined) ?? "inside";
  });
  const groups = list(fromGroups).map((): Origin => "networks");
  const others = named.some((key) => ["fromNodes", "fromRequires"].includes(key))
    ? ["inside" as const]
    : [];
  return [...new Set([...networks, ...entities, ...endpoints, ...groups, ...others])];
}

function worldOf(name: string): Origin | undefined {
  const [found, family] = WORLD.exec(name) ?? [];
  if (found === undefined) return undefined;
  return family === "6" ? "outside by IPv6" : "outside";
}
