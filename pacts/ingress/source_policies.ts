/**
 * Network policies that let networks outside the cluster come to pods, and so keep others out. What says of pods alone which
 * others may ask them is no matter of who comes from outside.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { type LabelSelector, readLabelSelector } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { kindOf, type Manifest, namespaceOf } from "../manifest.ts";
import { list, mapping, mappings, text, texts } from "../read.ts";
import { readOnce } from "../read_once.ts";
import { calicoSelector, calicoVerdict } from "./calico_policies.ts";

const KUBERNETES = "NetworkPolicy";
const CILIUM = "cilium.io/CiliumNetworkPolicy";
const CILIUM_FOR_ALL = "cilium.io/CiliumClusterwideNetworkPolicy";
/** Calico's are of the group of its API server, or of its objects as they are stored. */
const CALICO_GROUPS = ["projectcalico.org", "crd.projectcalico.org"];
const CALICO = CALICO_GROUPS.map((group) => `${group}/NetworkPolicy`);
const CALICO_FOR_ALL = CALICO_GROUPS.map((group) => `${group}/GlobalNetworkPolicy`);

/** Stands for all namespaces, as no namespace is called. */
const EVERYWHERE = "";

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

type Verdicts = SelectorIndex<Verdict>;

const verdictsIn = readOnce(
  [KUBERNETES, CILIUM, CILIUM_FOR_ALL, ...CALICO, ...CALICO_FOR_ALL],
  ({ manifests }: { readonly manifests: Pick<ManifestStore, "of"> }): Verdicts => {
    const verdicts: Verdicts = new SelectorIndex();
    for (const policy of manifests.of(KUBERNETES)) addNetworkPolicy(policy, verdicts);
    for (const policy of manifests.of(CILIUM)) addCilium(policy, namespaceOf(policy), verdicts);
    for (const policy of manifests.of(CILIUM_FOR_ALL)) addCilium(policy, EVERYWHERE, verdicts);
    for (const policy of CALICO.flatMap((kind) => manifests.of(kind))) {
      addCalico(policy, namespaceOf(policy), verdicts);
    }
    for (const policy of CALICO_FOR_ALL.flatMap((kind) => manifests.of(kind))) {
      addCalico(policy, EVERYWHERE, verdicts);
    }
    return verdicts;
  },
);

/** Policies that have some networks come to a pod and keep others out; none where another one has everybody come. */
export function sourcePoliciesOf(
  { id, labels }: Pick<Workload, "id" | "labels">,
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): Manifest[] {
  const known = verdictsIn(ctx);
  const verdicts = [id.namespace, EVERYWHERE]
    .flatMap((namespace) => known.selecting(namespace, labels));
  const isOpen = verdicts.some(({ isOpen }) => isOpen);
  return [
    ...new Set(
      verdicts.filter(({ namesNetworks, denies }) => denies || namesNetworks && !isOpen)
        .map(({ policy }) => policy),
    ),
  ];
}

/** What Cilium's own proxy is, by which requests of its Gateways and Ingresses come. */
const ENTRANCE = {
  id: { kind: "Pod", namespace: EVERYWHERE, name: "" },
  labels: { "reserved:ingress": "", "reserved.ingress": "" },
};

/**
 * Policies of Cilium about all that come from outside, by whichever of its Gateways, as {@linkcode sourcePoliciesOf} has those
 * of pods.
 *
 * @example
 * ```ts
 * import { entrancePolicies } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "cilium.io/v2",
 *   kind: "CiliumClusterwideNetworkPolicy",
 *   metadata: { name: "office" },
 *   spec: {
 *     endpointSelector: { matchExpressions: [{ key: "reserved:ingress", operator: "Exists" }] },
 *     ingress: [{ fromCIDR: ["10.0.0.0/8"] }],
 *   },
 * };
 * assertEquals(entrancePolicies(testContext([policy])), [policy]);
 * ```
 */
export function entrancePolicies(
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): Manifest[] {
  return sourcePoliciesOf(ENTRANCE, ctx).filter((policy) => kindOf(policy) === CILIUM_FOR_ALL);
}

function addNetworkPolicy(policy: Manifest, verdicts: Verdicts): void {
  const spec = mapping(policy.spec);
  const types = texts(spec.policyTypes);
  if (types.length > 0 && !types.includes("Ingress")) return;
  const rules = mappings(spec.ingress);
  const blocks = rules.flatMap(({ from }) => mappings(from))
    .filter(({ ipBlock }) => ipBlock !== undefined);
  const isOpen = rules.some(({ from, ports }) =>
    list(ports).length === 0 && (list(from).length === 0 ||
      mappings(from).some(({ ipBlock }) => isEverybody(mapping(ipBlock))))
  );
  const namesNetworks = blocks.some(({ ipBlock }) => !isEverybody(mapping(ipBlock)));
  const selector = readLabelSelector(spec.podSelector);
  verdicts.add(namespaceOf(policy), selector, { policy, namesNetworks, isOpen, denies: false });
}

function addCilium(policy: Manifest, namespace: string, verdicts: Verdicts): void {
  for (const spec of [mapping(policy.spec), ...mappings(policy.specs)]) {
    if (spec.endpointSelector === undefined) continue;
    const rules = mappings(spec.ingress);
    const isOpen = rules.some((rule) =>
      list(rule.toPorts).length === 0 && (networksOf(rule).some(isEverybody) ||
        texts(rule.fromEntities).some(isOutside))
    );
    verdicts.add(namespace, endpointSelector(spec.endpointSelector), {
      policy,
      namesNetworks: rules.some((rule) =>
        networksOf(rule).some((one) => !isEverybody(one)) || list(rule.fromGroups).length > 0
      ),
      isOpen,
      denies: mappings(spec.ingressDeny).some((rule) =>
        networksOf(rule).length > 0 || texts(rule.fromEntities).some(isOutside)
      ),
    });
  }
}

function addCalico(policy: Manifest, namespace: string, verdicts: Verdicts): void {
  const spec = mapping(policy.spec);
  // What is for hosts selects no pods, and is for all of them.
  const selector = calicoSelector(spec.preDNAT === true ? "" : text(spec.selector));
  verdicts.add(namespace, selector, { policy, ...calicoVerdict(spec) });
}

/** Its labels may say where they come from. */
function endpointSelector(value: unknown): LabelSelector {
  const { matchLabels, matchExpressions } = readLabelSelector(value);
  const bare = (key: string) => key.replace(/^(?:k8s|any)[:.]/, "");
  return {
    matchLabels: Object.fromEntries(
      Object.entries(matchLabels).map(([key, value]) => [bare(key), value]),
    ),
    matchExpressions: matchExpressions.map((one) => ({ ...one, key: bare(one.key) })),
  };
}

function isOutside(entity: string): boolean {
  return entity === "all" || entity === "world";
}

function networksOf({ fromCIDR, fromCIDRSet }: Record<string, unknown>) {
  return [...texts(fromCIDR).map((cidr) => ({ cidr })), ...mappings(fromCIDRSet)];
}

function isEverybody({ cidr, except }: Record<string, unknown>): boolean {
  return /\/0+$/.test(text(cidr)) && list(except).length === 0;
}
