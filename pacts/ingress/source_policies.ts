/**
 * Network policies: whom they have come to a port of a pod from outside the cluster, and whether anybody may come there at all.
 *
 * @see https://kubernetes.io/docs/concepts/services-networking/network-policies/
 * @see https://docs.cilium.io/en/stable/security/policy/language/
 * @see https://docs.tigera.io/calico/latest/reference/resources/networkpolicy
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import {
  isOpenSelector,
  type LabelSelector,
  labelsOf,
  readLabelSelector,
  selectsLabels,
} from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import type { PodSpec } from "../kubernetes/types.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { kindOf, type Manifest, namespaceOf } from "../manifest.ts";
import { list, type Mapping, mapping, mappings, text } from "../read.ts";
import { antreaRules, antreaSelectors, antreaTier } from "./antrea_policies.ts";
import { readOnce } from "../read_once.ts";
import { ENOUGH_REASONS } from "./access.ts";
import { calicoRules } from "./calico_policies.ts";
import { calicoSelector, type Condition, requiredLabels } from "./calico_selector.ts";
import { ciliumRules, ciliumSelector } from "./cilium_policies.ts";
import { kubernetesRules } from "./kubernetes_policies.ts";
import {
  type Listening,
  listeningAt,
  type NetworkRule,
  type PodPort,
  takesPort,
} from "./network_rules.ts";

const KUBERNETES = "NetworkPolicy";
const CILIUM = "cilium.io/CiliumNetworkPolicy";
const CILIUM_FOR_ALL = "cilium.io/CiliumClusterwideNetworkPolicy";
/** Calico's are of the group of its API server, or of its objects as they are stored. */
const CALICO_GROUPS = ["projectcalico.org", "crd.projectcalico.org"];
const CALICO = CALICO_GROUPS.map((group) => `${group}/NetworkPolicy`);
const CALICO_FOR_ALL = CALICO_GROUPS.map((group) => `${group}/GlobalNetworkPolicy`);
const TIERS = CALICO_GROUPS.map((group) => `${group}/Tier`);
const ANTREA_GROUP = "crd.antrea.io";
const ANTREA = `${ANTREA_GROUP}/NetworkPolicy`;
const ANTREA_FOR_ALL = `${ANTREA_GROUP}/ClusterNetworkPolicy`;
const ANTREA_TIER = `${ANTREA_GROUP}/Tier`;
const ANTREA_GROUPS = [`${ANTREA_GROUP}/Group`, `${ANTREA_GROUP}/ClusterGroup`];
/** AWS's, of which only the firewalls' names are known. */
const SECURITY_GROUPS = "vpcresources.k8s.aws/SecurityGroupPolicy";

/** The kinds of policies. */
const POLICIES = [
  ...[KUBERNETES, CILIUM, CILIUM_FOR_ALL, ...CALICO, ...CALICO_FOR_ALL],
  ...[ANTREA, ANTREA_FOR_ALL, SECURITY_GROUPS],
];

/** Stands for all namespaces, as no namespace is called. */
const EVERYWHERE = "";

/** The labels by which policies name a pod's namespace. */
const NAMESPACE_LABELS = ["io.kubernetes.pod.namespace", "projectcalico.org/namespace"];

/** Calico's tier of all policies that name none, and the place that Kubernetes' own have in it. */
const DEFAULT_TIER = 1_000_000;
const DEFAULT_ORDER = 1000;

/** What one policy says of a pod that it selects. */
interface Verdict {
  policy: Manifest;
  rules: readonly NetworkRule[];
  /** Whom no rule lets in is kept out. */
  isClosed: boolean;
  /** Its turn among others. */
  tier: number;
  order: number;
  /** Its turn in its policy, where rules of that are for other pods each. */
  position?: number;
  /** What the namespace must be like. */
  ofNamespace?: Condition;
  /** What the pod must be like beside the labels that it is found by. */
  ofPod?: Condition;
}

/** Whom policies let in. */
export interface Admission {
  /** Who comes in. */
  admits: "everybody" | "some" | "nobody";
  /** The policies by which it is not everybody. */
  policies: readonly Manifest[];
}

/** A pod as network policies select it; with its containers, where these are known. */
export type NetworkedPod = Pick<Workload, "id" | "labels"> & { readonly pod?: PodSpec };

/** Where policies are found. */
interface Context {
  readonly manifests: Pick<ManifestStore, "of">;
}

/** Adds what a policy says, with the pods that it selects. */
type Add = (namespace: string, selector: LabelSelector, verdict: Verdict) => void;

/** All policies, and the labels of namespaces. */
interface Known {
  /** Those for some pods of a namespace. */
  ofSome: SelectorIndex<Verdict>;
  /** Those for all of them. */
  ofAll: ReadonlyMap<string, readonly Verdict[]>;
  namespaces: ReadonlyMap<string, Record<string, string>>;
  /** Those for all pods that a namespace has, tier by tier, once they were asked for. */
  tiers: Map<string, Tiers>;
}

/** What policies say in the order in which they do, and what came of it, by the port. */
interface Tiers {
  readonly tiers: readonly Verdict[][];
  readonly admissions: Map<string, Admission>;
}

const EVERYBODY: Admission = { admits: "everybody", policies: [] };

const policiesIn = readOnce(
  [...POLICIES, ...TIERS, ANTREA_TIER, ...ANTREA_GROUPS, "Service", "Namespace"],
  ({ manifests }: Context): Known => {
    const ofSome: Known["ofSome"] = new SelectorIndex();
    const ofAll = new Map<string, Verdict[]>();
    const add: Add = (namespace, selector, verdict) => {
      if (verdict.ofPod || !isOpenSelector(selector)) ofSome.add(namespace, selector, verdict);
      else if (ofAll.has(namespace)) ofAll.get(namespace)!.push(verdict);
      else ofAll.set(namespace, [verdict]);
    };
    for (const policy of manifests.of(KUBERNETES)) addNetworkPolicy(policy, add);
    for (const policy of manifests.of(CILIUM)) addCilium(policy, namespaceOf(policy), add);
    for (const policy of manifests.of(CILIUM_FOR_ALL)) addCilium(policy, EVERYWHERE, add);
    const tiers = new Map(
      TIERS.flatMap((kind) => manifests.of(kind))
        .map(({ metadata, spec }) => [metadata.name, numberOf(mapping(spec).order)]),
    );
    for (const policy of CALICO.flatMap((kind) => manifests.of(kind))) {
      addCalico(policy, namespaceOf(policy), tiers, add);
    }
    for (const policy of CALICO_FOR_ALL.flatMap((kind) => manifests.of(kind))) {
      addCalico(policy, EVERYWHERE, tiers, add);
    }
    addAntrea(manifests, add);
    for (const policy of manifests.of(SECURITY_GROUPS)) addSecurityGroups(policy, add);
    const namespaces = new Map(
      manifests.of("Namespace").map(({ metadata }) => [metadata.name, labelsOf(metadata.labels)]),
    );
    return { ofSome, ofAll, namespaces, tiers: new Map() };
  },
);

/**
 * Who comes from outside the cluster to a port of a pod. Where the port is not known, what is let in to some ports alone may be
 * let in to this one.
 *
 * @example
 * ```ts
 * import { admissionOf } from "./source_policies.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "networking.k8s.io/v1",
 *   kind: "NetworkPolicy",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] },
 * };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {} };
 * const ctx = testContext([policy]);
 * assertEquals(admissionOf(pod, { target: 8080 }, ctx).admits, "everybody");
 * assertEquals(admissionOf(pod, { target: 9090 }, ctx), { admits: "nobody", policies: [policy] });
 * ```
 */
export function admissionOf(
  pod: NetworkedPod,
  port: PodPort | undefined,
  ctx: Context,
): Admission {
  const { tiers, admissions } = tiersFor(pod, ctx);
  if (tiers.length === 0) return EVERYBODY;
  const listening = port && listeningAt(port, pod.pod ?? { containers: [] });
  const key = listening
    ? JSON.stringify([listening.target, listening.protocol, ...listening.names])
    : "";
  let found = admissions.get(key);
  if (!found) admissions.set(key, found = admissionBy(tiers, listening));
  return found;
}

function admissionBy(tiers: readonly Verdict[][], listening: Listening | undefined): Admission {
  /** Policies that let networks in, or keep some out. */
  const limiting = new Set<Manifest>();
  let keepsOut = false;
  let mayBeOpen = false;
  for (const tier of tiers) {
    let passes = false;
    for (const { policy, rule } of rulesOf(tier)) {
      const takes = rule.from === "inside" ? false : takesPort(rule, listening);
      if (takes === false) continue;
      const { action } = rule;
      if (!isOfAll(rule) || takes === undefined) {
        if (action === "allow" && rule.from !== "networks") mayBeOpen = true;
        else if (action !== "pass") limiting.add(policy);
        keepsOut ||= action === "deny";
        continue;
      }
      if (action === "allow") {
        return keepsOut ? { admits: "some", policies: [...limiting] } : EVERYBODY;
      }
      if (action === "deny") {
        return limiting.size > 0
          ? { admits: "some", policies: [...limiting] }
          : { admits: "nobody", policies: [policy] };
      }
      passes = true;
      break;
    }
    const closed = passes ? [] : closedBy(tier);
    if (closed.length === 0) continue;
    if (limiting.size > 0) return { admits: "some", policies: [...limiting] };
    return mayBeOpen ? EVERYBODY : { admits: "nobody", policies: closed };
  }
  return keepsOut ? { admits: "some", policies: [...limiting] } : EVERYBODY;
}

/**
 * The policies by which nobody comes to a port of a pod, not even other pods, such as that of a proxy; none where somebody may.
 *
 * @example
 * ```ts
 * import { closingPolicies } from "./source_policies.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "networking.k8s.io/v1",
 *   kind: "NetworkPolicy",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { podSelector: {}, ingress: [{ from: [{ podSelector: {} }], ports: [{ port: 8080 }] }] },
 * };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {} };
 * const ctx = testContext([policy]);
 * assertEquals(closingPolicies(pod, { target: 8080 }, ctx), []);
 * assertEquals(closingPolicies(pod, { target: 9090 }, ctx), [policy]);
 * ```
 */
export function closingPolicies(
  pod: NetworkedPod,
  port: PodPort | undefined,
  ctx: Context,
): Manifest[] {
  const listening = port && listeningAt(port, pod.pod ?? { containers: [] });
  for (const tier of tiersFor(pod, ctx).tiers) {
    let passes = false;
    for (const { policy, rule } of rulesOf(tier)) {
      const takes = takesPort(rule, listening);
      if (takes === false) continue;
      if (rule.action === "allow") return [];
      if (rule.action === "pass") passes = true;
      else if (rule.from === "all" && takes && !passes) return [policy];
    }
    const closed = passes ? [] : closedBy(tier);
    if (closed.length > 0) return closed;
  }
  return [];
}

/** Whether a rule is about all who come from outside, by whichever family of addresses. */
function isOfAll({ from }: NetworkRule): boolean {
  return from === "all" || from === "outside";
}

/** Whether there is no policy at all. */
export function areNoPolicies({ manifests }: Context): boolean {
  return POLICIES.every((kind) => manifests.of(kind).length === 0);
}

/** What the policies say that select a pod, in order. Most pods of a namespace have no other than all have. */
function tiersFor({ id: { namespace }, labels }: NetworkedPod, ctx: Context): Tiers {
  const known = policiesIn(ctx);
  const { ofSome, namespaces } = known;
  const places = Object.fromEntries(NAMESPACE_LABELS.map((name) => [name, namespace]));
  const all = { ...labels, ...places };
  const ofNamespace = {
    ...namespaces.get(namespace),
    "projectcalico.org/name": namespace,
    "kubernetes.io/metadata.name": namespace,
  };
  const isMeant = (one: Verdict) =>
    (one.ofNamespace?.(ofNamespace) ?? true) && (one.ofPod?.(all) ?? true);
  const spaces = [...new Set([namespace, EVERYWHERE])];
  let common = known.tiers.get(namespace);
  if (!common) {
    const ofAll = spaces.flatMap((one) => known.ofAll.get(one) ?? []).filter(isMeant);
    known.tiers.set(namespace, common = { tiers: tiersOf(ofAll), admissions: new Map() });
  }
  const own = spaces.flatMap((one) => ofSome.selecting(one, all)).filter(isMeant);
  if (own.length === 0) return common;
  return { tiers: tiersOf([...common.tiers.flat(), ...own]), admissions: new Map() };
}

/** They have their say in this order, tier by tier. */
function tiersOf(verdicts: readonly Verdict[]): Verdict[][] {
  const sorted = verdicts.toSorted((a, b) =>
    compare(a.tier, b.tier) || compare(a.order, b.order) ||
    compare(a.position ?? 0, b.position ?? 0)
  );
  return [...Map.groupBy(sorted, ({ tier }) => tier).values()];
}

/** Policies by which those are kept out whom none lets in; no more than a message has use for. */
function closedBy(tier: readonly Verdict[]): Manifest[] {
  const found = new Set<Manifest>();
  for (const { isClosed, policy } of tier) {
    if (isClosed) found.add(policy);
    if (found.size === ENOUGH_REASONS) break;
  }
  return [...found];
}

/** Numbers by size; there are infinite ones among them. */
function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function* rulesOf(tier: readonly Verdict[]): Iterable<{ policy: Manifest; rule: NetworkRule }> {
  for (const { policy, rules } of tier) for (const rule of rules) yield { policy, rule };
}

/** What Cilium's own proxy is, by which requests of its Gateways and Ingresses come. */
const ENTRANCE = {
  id: { kind: "Pod", namespace: EVERYWHERE, name: "" },
  labels: { "reserved:ingress": "", "reserved.ingress": "" },
};

const entranceOf = readOnce([CILIUM_FOR_ALL], (ctx: Context): Admission => {
  const own = tiersFor(ENTRANCE, ctx).tiers.flat()
    .filter(({ policy }) => kindOf(policy) === CILIUM_FOR_ALL);
  return admissionBy(tiersOf(own), undefined);
});

/**
 * Policies of Cilium about all that come from outside, by whichever of its Gateways, as {@linkcode admissionOf} has those of
 * pods. Only of what is known to be Cilium's is it said that nobody comes in.
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
  isOfCilium = false,
): Manifest[] {
  const { admits, policies } = entranceOf(ctx);
  return admits === "some" || admits === "nobody" && isOfCilium ? [...policies] : [];
}

function addNetworkPolicy(policy: Manifest, add: Add): void {
  const spec = mapping(policy.spec);
  const rules = kubernetesRules(spec);
  if (!rules) return;
  add(namespaceOf(policy), readLabelSelector(spec.podSelector), {
    policy,
    rules,
    isClosed: true,
    tier: DEFAULT_TIER,
    order: DEFAULT_ORDER,
  });
}

function addCilium(policy: Manifest, namespace: string, add: Add): void {
  for (const spec of [mapping(policy.spec), ...mappings(policy.specs)]) {
    if (spec.endpointSelector === undefined) continue;
    const selector = ciliumSelector(spec.endpointSelector);
    const { rules, isClosed } = ciliumRules(spec);
    const common = { policy, isClosed, tier: DEFAULT_TIER };
    // What is denied is denied, whatever else is allowed.
    const denying = rules.filter(({ action }) => action === "deny");
    const allowing = rules.filter(({ action }) => action !== "deny");
    add(namespace, selector, { ...common, rules: denying, order: -Infinity });
    add(namespace, selector, { ...common, rules: allowing, order: DEFAULT_ORDER });
  }
}

function addCalico(
  policy: Manifest,
  namespace: string,
  tiers: ReadonlyMap<string, number>,
  add: Add,
): void {
  const spec = mapping(policy.spec);
  const rules = calicoRules(spec);
  if (!rules) return;
  const written = spec.preDNAT === true ? "" : text(spec.selector);
  // What can't be read may select any.
  const [ofPod, ofNamespace] = [written, text(spec.namespaceSelector)]
    .map((one) => calicoSelector(one) ?? (() => true));
  const tier = text(spec.tier);
  add(namespace, { matchLabels: requiredLabels(written), matchExpressions: [] }, {
    policy,
    ofNamespace,
    ...["", "all()"].includes(written.trim()) ? {} : { ofPod },
    ...spec.preDNAT === true ? ofHosts(rules) : { rules, isClosed: true },
    tier: ["", "default"].includes(tier) ? DEFAULT_TIER : tiers.get(tier) ?? Infinity,
    order: numberOf(spec.order),
  });
}

/** Antrea's have their say before Kubernetes' own, in tiers, and are closed to nobody by themselves. */
function addAntrea(manifests: Pick<ManifestStore, "of">, add: Add): void {
  const policies = [...manifests.of(ANTREA), ...manifests.of(ANTREA_FOR_ALL)];
  if (policies.length === 0) return;
  const priorities = new Map(
    manifests.of(ANTREA_TIER)
      .map(({ metadata, spec }) => [metadata.name, numberOf(mapping(spec).priority)]),
  );
  for (const policy of policies) {
    const spec = mapping(policy.spec);
    const home = kindOf(policy) === ANTREA ? namespaceOf(policy) : EVERYWHERE;
    const turn = { tier: antreaTier(text(spec.tier), priorities), order: numberOf(spec.priority) };
    for (const [position, { appliedTo, rules }] of antreaRules(spec).entries()) {
      for (const applied of appliedTo.flatMap((one) => selectionOf(one, home, manifests))) {
        const ofNamespace = applied.namespaces === undefined
          ? undefined
          : readLabelSelector(applied.namespaces);
        add(applied.place, readLabelSelector(applied.pods), {
          policy,
          rules,
          isClosed: false,
          ...turn,
          position,
          ...(ofNamespace ? { ofNamespace: (labels) => selectsLabels(ofNamespace, labels) } : {}),
        });
      }
    }
  }
}

/** The pods that a policy is applied to: by selectors of its own, those of a group, or those of a Service. */
function selectionOf(
  applied: Mapping,
  home: string,
  manifests: Pick<ManifestStore, "of">,
): { place: string; pods: unknown; namespaces?: unknown }[] {
  const own = antreaSelectors(applied);
  if (own) return [{ place: home, ...own }];
  const group = ANTREA_GROUPS.flatMap((kind) => manifests.of(kind)).find(({ metadata, kind }) =>
    metadata.name === text(applied.group) &&
    (home === EVERYWHERE || kind === "ClusterGroup" || metadata.namespace === home)
  );
  if (group) {
    const spec = mapping(group.spec);
    const found = antreaSelectors(spec);
    if (found) return [{ place: home, ...found }];
    return ofService(mapping(spec.serviceReference), home, manifests);
  }
  return ofService(mapping(applied.service), home, manifests);
}

function ofService(
  { name, namespace }: Mapping,
  home: string,
  manifests: Pick<ManifestStore, "of">,
): { place: string; pods: unknown }[] {
  const place = text(namespace) || home;
  return manifests.of("Service")
    .filter((one) => one.metadata.name === text(name) && namespaceOf(one) === place)
    .map(({ spec }) => ({ place, pods: { matchLabels: mapping(spec).selector } }));
}

/** Who may come by the firewalls that a policy gives pods is not known here. */
function addSecurityGroups(policy: Manifest, add: Add): void {
  const { podSelector, securityGroups } = mapping(policy.spec);
  if (podSelector === undefined || list(mapping(securityGroups).groupIds).length === 0) return;
  add(namespaceOf(policy), readLabelSelector(podSelector), {
    policy,
    rules: [{ action: "allow", from: "networks" }],
    isClosed: true,
    tier: DEFAULT_TIER,
    order: DEFAULT_ORDER,
  });
}

/**
 * What is said of a host's own addresses is said of all who come by them, to a node's ports too: whose these are is not known
 * here. It is for hosts, and selects no pods.
 */
function ofHosts(rules: readonly NetworkRule[]): Pick<Verdict, "rules" | "isClosed"> {
  const denying = rules.filter(({ action, from }) => action === "deny" && from !== "inside");
  return {
    rules: denying.map((): NetworkRule => ({ action: "deny", from: "networks" })),
    isClosed: false,
  };
}

/** A policy without a number comes last. */
function numberOf(value: unknown): number {
  const written = text(value);
  return written === "" || Number.isNaN(Number(written)) ? Infinity : Number(written);
}
