/**
 * Network policies that let networks outside the cluster come to pods, and so keep others out. What says of pods alone which
 * others may ask them is no matter of who comes from outside.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { readLabelSelector, selectsLabels } from "../kubernetes/label_selector.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { list, mapping, mappings, text, texts } from "../read.ts";

/** What one policy says of who may come to a pod that it selects. */
interface Verdict {
  policy: Manifest;
  /** It names networks. */
  namesNetworks: boolean;
  /** It has everybody come to all ports. */
  isOpen: boolean;
  /** It keeps out whom it names, whatever others say. */
  denies: boolean;
}

/** Policies that have some networks come to a pod and keep others out; none where another one has everybody come. */
export function sourcePoliciesOf(
  { id, labels }: Pick<Workload, "id" | "labels">,
  { manifests }: { readonly manifests: Pick<ManifestStore, "of"> },
): Manifest[] {
  const isThere = (policy: Manifest) => namespaceOf(policy) === id.namespace;
  const verdicts = [
    ...manifests.of("NetworkPolicy").filter(isThere)
      .flatMap((policy) => ofNetworkPolicy(policy, labels)),
    ...manifests.of("cilium.io/CiliumNetworkPolicy").filter(isThere)
      .flatMap((policy) => ofCilium(policy, labels)),
    ...manifests.of("cilium.io/CiliumClusterwideNetworkPolicy")
      .flatMap((policy) => ofCilium(policy, labels)),
  ];
  const isOpen = verdicts.some(({ isOpen }) => isOpen);
  return [
    ...new Set(
      verdicts.filter(({ namesNetworks, denies }) => denies || namesNetworks && !isOpen)
        .map(({ policy }) => policy),
    ),
  ];
}

function ofNetworkPolicy(policy: Manifest, labels: Workload["labels"]): Verdict[] {
  const spec = mapping(policy.spec);
  const types = texts(spec.policyTypes);
  const isOfIngress = types.length === 0 || types.includes("Ingress");
  if (!isOfIngress || !selectsLabels(readLabelSelector(spec.podSelector), labels)) return [];
  const rules = mappings(spec.ingress);
  const blocks = rules.flatMap(({ from }) => mappings(from))
    .filter(({ ipBlock }) => ipBlock !== undefined);
  const isOpen = rules.some(({ from, ports }) =>
    list(ports).length === 0 && (list(from).length === 0 ||
      mappings(from).some(({ ipBlock }) => isEverybody(mapping(ipBlock))))
  );
  const namesNetworks = blocks.some(({ ipBlock }) => !isEverybody(mapping(ipBlock)));
  return [{ policy, namesNetworks, isOpen, denies: false }];
}

function ofCilium(policy: Manifest, labels: Workload["labels"]): Verdict[] {
  return [mapping(policy.spec), ...mappings(policy.specs)].flatMap((spec) => {
    // Its labels may say where they come from.
    const { matchLabels, matchExpressions } = readLabelSelector(spec.endpointSelector);
    const bare = (key: string) => key.replace(/^(?:k8s|any)[:.]/, "");
    const selector = {
      matchLabels: Object.fromEntries(
        Object.entries(matchLabels).map(([key, value]) => [bare(key), value]),
      ),
      matchExpressions: matchExpressions.map((one) => ({ ...one, key: bare(one.key) })),
    };
    if (spec.endpointSelector === undefined || !selectsLabels(selector, labels)) return [];
    const rules = mappings(spec.ingress);
    const isOpen = rules.some((rule) =>
      list(rule.toPorts).length === 0 && (networksOf(rule).some(isEverybody) ||
        texts(rule.fromEntities).some((entity) => entity === "all" || entity === "world"))
    );
    return [{
      policy,
      namesNetworks: rules.some((rule) => networksOf(rule).some((one) => !isEverybody(one))),
      isOpen,
      denies: mappings(spec.ingressDeny).some((rule) => networksOf(rule).length > 0),
    }];
  });
}

function networksOf({ fromCIDR, fromCIDRSet }: Record<string, unknown>) {
  return [...texts(fromCIDR).map((cidr) => ({ cidr })), ...mappings(fromCIDRSet)];
}

function isEverybody({ cidr, except }: Record<string, unknown>): boolean {
  return /\/0+$/.test(text(cidr)) && list(except).length === 0;
}
