/**
 * Calico's network policies: whom they have come to pods from outside, and whom they keep out.
 *
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 * @module
 */

import type { LabelRequirement, LabelSelector } from "../kubernetes/label_selector.ts";
import { list, mapping, mappings, text, texts } from "../read.ts";

/** What a policy says of networks. */
export interface CalicoVerdict {
  /** It names networks that may come. */
  namesNetworks: boolean;
  /** It has everybody come to all ports. */
  isOpen: boolean;
  /** It keeps out whom it names. */
  denies: boolean;
}

/**
 * What a policy's fields say of networks outside the cluster.
 *
 * @example
 * ```ts
 * import { calicoVerdict } from "./calico_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const verdict = calicoVerdict({ ingress: [{ action: "Allow", source: { nets: ["10.0.0.0/8"] } }] });
 * assertEquals(verdict, { namesNetworks: true, isOpen: false, denies: false });
 * ```
 */
export function calicoVerdict(spec: Record<string, unknown>): CalicoVerdict {
  const types = texts(spec.types);
  const rules = types.length > 0 && !types.includes("Ingress") ? [] : mappings(spec.ingress);
  const allowing = rules.filter(({ action }) => text(action) === "Allow");
  // What is said of a host's own addresses is said of all who come by them: a node's ports, too.
  const isOfHosts = spec.preDNAT === true;
  return {
    namesNetworks: allowing.some((rule) => networksOf(rule).some((net) => !isEverybody(net))),
    isOpen: allowing.some(isForAll),
    denies: rules.some((rule) =>
      text(rule.action) === "Deny" &&
      (networksOf(rule).length > 0 || isOfHosts && !selectsSource(rule))
    ),
  };
}

/**
 * The pods that an expression of Calico's takes (`app == 'web' && has(tier)`); all, where it says more than labels do.
 *
 * @example
 * ```ts
 * import { calicoSelector } from "./calico_policies.ts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(calicoSelector("app == 'web'").matchLabels, { app: "web" });
 * ```
 */
export function calicoSelector(expression: string): LabelSelector {
  const parts = expression.split("&&").map((part) => part.trim());
  const matchLabels: Record<string, string> = {};
  const matchExpressions: LabelRequirement[] = [];
  for (const part of parts) {
    const [, key, sign, value] = /^([\w./-]+)\s*(==|!=)\s*(?:'([^']*)'|"[^"]*")$/.exec(part) ?? [];
    const [, there] = /^has\(([\w./-]+)\)$/.exec(part) ?? [];
    const isOfPlace = (key ?? there ?? "").startsWith("projectcalico.org/");
    if (part === "" || part === "all()" || isOfPlace) continue;
    if (sign === "==") matchLabels[key] = value ?? part.slice(part.indexOf('"') + 1, -1);
    else if (there !== undefined) {
      matchExpressions.push({ key: there, operator: "Exists", values: [] });
    } else if (sign === undefined) return { matchLabels: {}, matchExpressions: [] };
  }
  return { matchLabels, matchExpressions };
}

/** Networks that a rule has come, or that it leaves out of all. */
function networksOf({ source }: Record<string, unknown>): string[] {
  const { nets, notNets } = mapping(source);
  return [...texts(nets), ...texts(notNets).map((net) => `not ${net}`)];
}

/** Whether a rule is for everybody, and for all ports. */
function isForAll(rule: Record<string, unknown>): boolean {
  const { ports, notPorts } = mapping(rule.destination);
  return list(ports).length === 0 && list(notPorts).length === 0 && !selectsSource(rule) &&
    networksOf(rule).every(isEverybody);
}

/** Whether a rule is about pods. */
function selectsSource({ source }: Record<string, unknown>): boolean {
  const { selector, namespaceSelector, serviceAccounts } = mapping(source);
  return text(selector) !== "" || text(namespaceSelector) !== "" || serviceAccounts !== undefined;
}

function isEverybody(net: string): boolean {
  return /^[^n]*\/0+$/.test(net);
}
