/**
 * Policies of a mesh that pods themselves keep, whoever leads to them: Istio's and Linkerd's, by labels, for a namespace or for all.
 * What one asks for no proxy here knows, so it is taken for a guard unless it plainly keeps nobody out.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://linkerd.io/2/reference/authorization-policy/
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import type { Service } from "../kubernetes/types.ts";
import { INBOUND_POLICY, InboundPolicies } from "./inbound_policies.ts";
import { type Workload, WORKLOAD_KINDS } from "../kubernetes/workloads.ts";
import { labelsOf } from "../kubernetes/label_selector.ts";
import { isMapping, list, mapping, text } from "../read.ts";
import { kindOf, type Manifest, namespaceOf } from "../manifest.ts";
import { sourcePoliciesOf } from "./source_policies.ts";

/** Where a policy for all namespaces is, unless the mesh was told otherwise. */
const ROOT_NAMESPACE = "istio-system";

const AUTHORIZATION = "security.istio.io/AuthorizationPolicy";
const AUTHENTICATION = "security.istio.io/RequestAuthentication";
const PLUGIN = "extensions.istio.io/WasmPlugin";
const LINKERD_SERVER = "policy.linkerd.io/Server";
const LINKERD_AUTHORIZATION = "policy.linkerd.io/AuthorizationPolicy";

const KINDS = [AUTHORIZATION, AUTHENTICATION, PLUGIN, LINKERD_SERVER, LINKERD_AUTHORIZATION];

/** What a policy does to the requests of a pod. */
type Effect = "restricts" | "admits" | "admits all" | "nothing";

interface PodPolicy {
  policy: Manifest;
  effect: Effect;
  labels: [string, string][];
}

/** A pod as policies select it. */
export type PolicedPod = Pick<Workload, "id" | "labels" | "annotations" | "manifest">;

/** The policies among the manifests. */
export class PodPolicies {
  readonly #byNamespace: ReadonlyMap<string, readonly PodPolicy[]>;
  readonly #defaults: InboundPolicies;
  #isEmpty?: boolean;

  /** Looks for them among all objects. */
  constructor(ctx: { readonly manifests: Pick<ManifestStore, "of"> }) {
    const all = KINDS
      .flatMap((kind) => ctx.manifests.of(kind))
      // Those that name what they are for are no matter of pods.
      .filter((policy) => !isAttached(policy))
      .map((policy): PodPolicy => ({
        policy,
        effect: effectOf(policy),
        labels: Object.entries(labelsOf(selectorOf(policy).matchLabels)),
      })).filter(({ effect }) => effect !== "nothing");
    this.#byNamespace = Map.groupBy(all, ({ policy }) => namespaceOf(policy));
    this.#defaults = new InboundPolicies(ctx);
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.#isEmpty ??= this.#byNamespace.size === 0 && this.#defaults.areNone();
  }

  /** Those that keep somebody out of a pod. */
  ofPod(pod: PolicedPod): Manifest[] {
    const byDefault = this.#defaults.of(pod);
    return [
      ...this.guarding(pod.id.namespace, pod.labels),
      ...byDefault ? [byDefault] : [],
    ];
  }

  /** Those that keep somebody out of pods with labels; where nobody knows these, those that may. */
  guarding(
    namespace: string,
    podLabels: Readonly<Record<string, string>> | undefined,
  ): Manifest[] {
    const found = [...new Set([namespace, ROOT_NAMESPACE])]
      .flatMap((one) => this.#byNamespace.get(one) ?? [])
      .filter(({ labels }) =>
        podLabels === undefined || labels.every(([key, value]) => podLabels[key] === value)
      );
    // Whom one of them admits is let in, whatever the others say.
    const isOpen = found.some(({ effect, labels }) =>
      effect === "admits all" && (podLabels !== undefined || labels.length === 0)
    );
    return found.filter(({ effect }) => effect === "restricts" || effect === "admits" && !isOpen)
      .map(({ policy }) => policy);
  }
}

/** Kinds whose objects are policies by an annotation. */
const BY_ANNOTATION: ReadonlySet<string> = new Set(["Namespace", ...WORKLOAD_KINDS]);

/** What such a policy is called in a message. */
export function describePolicy(policy: Manifest): string {
  if (BY_ANNOTATION.has(kindOf(policy))) {
    return `${INBOUND_POLICY} of the ${policy.kind} "${policy.metadata.name}"`;
  }
  return `the ${policy.kind} "${policy.metadata.name}" of the namespace "${namespaceOf(policy)}"`;
}

/** Whether a policy keeps nobody out, whatever it is for. */
export function keepsNobodyOut(policy: Manifest): boolean {
  return ["nothing", "admits all"].includes(effectOf(policy));
}

/** Linkerd's has pods denied that nothing else of its own admits to; one for a namespace is for all pods there. */
function isAttached(policy: Manifest): boolean {
  const { targetRef, targetRefs } = mapping(policy.spec);
  if (kindOf(policy) === LINKERD_AUTHORIZATION) {
    const { group, kind } = mapping(targetRef);
    return text(kind) !== "Namespace" || !["", "core"].includes(text(group));
  }
  return isMapping(targetRef) || list(targetRefs).length > 0;
}

function selectorOf({ spec }: Manifest): Record<string, unknown> {
  const { selector, podSelector } = mapping(spec);
  return mapping(selector ?? podSelector);
}

function effectOf(policy: Manifest): Effect {
  const spec = mapping(policy.spec);
  switch (kindOf(policy)) {
    case AUTHENTICATION:
      return list(spec.jwtRules).length > 0 ? "restricts" : "nothing";
    case AUTHORIZATION:
      return authorizationOf(spec);
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
      return given.length > 0 ? "restricts" : "nothing";
  }
}

/** They are read once, however many pods are asked for. */
const known = new WeakMap<object, { count: number; policies: PodPolicies }>();

function policiesIn(ctx: { readonly manifests: Pick<ManifestStore, "of"> }): PodPolicies {
  // Extensions may add some.
  const count = [...KINDS, "Namespace"]
    .reduce((sum, kind) => sum + ctx.manifests.of(kind).length, 0);
  const found = known.get(ctx.manifests);
  if (found?.count === count) return found.policies;
  const policies = new PodPolicies(ctx);
  known.set(ctx.manifests, { count, policies });
  return policies;
}

/** What says in the cluster who may ask pods, in words; empty where nothing does, or no Service opens them to the outside. */
export function guardOfPods(
  pods: readonly PolicedPod[],
  services: Iterable<Service>,
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): string {
  const isOpen = [...services].some(({ spec }) =>
    ["NodePort", "LoadBalancer"].includes(text(spec?.type))
  );
  return isOpen ? guardOf(pods, ctx) : "";
}

/**
 * What says in the cluster who may ask pods, in words; empty where nothing does.
 *
 * @example
 * ```ts
 * import { guardOf } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "security.istio.io/v1",
 *   kind: "AuthorizationPolicy",
 *   metadata: { name: "nobody", namespace: "shop" },
 *   spec: {},
 * };
 * const manifest = { kind: "Pod", metadata: { name: "web", namespace: "shop" } };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {}, annotations: {}, manifest };
 * assertEquals(guardOf([pod], testContext([policy])), 'the AuthorizationPolicy "nobody" of the namespace "shop"');
 * ```
 */
export function guardOf(
  pods: readonly PolicedPod[],
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): string {
  const policies = policiesIn(ctx);
  const [policy] = pods.flatMap((pod) => policies.ofPod(pod));
  const found = policy ?? pods.flatMap((pod) => sourcePoliciesOf(pod, ctx))[0];
  return found ? describePolicy(found) : "";
}
