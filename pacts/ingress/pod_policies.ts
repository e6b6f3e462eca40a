/**
 * Policies of a mesh that pods themselves keep, whoever leads to them: Istio's and Linkerd's, by labels, for a namespace or for
 * all; Consul's and Kuma's.
 * What one asks for no proxy here knows, so it is taken for a guard unless it plainly keeps nobody out.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://linkerd.io/2/reference/authorization-policy/
 * @module
 */

import type { Service } from "../kubernetes/types.ts";
import { INBOUND_POLICY, InboundPolicies } from "./inbound_policies.ts";
import { INTENTIONS, MeshIntentions } from "./mesh_intentions.ts";
import { sidecarGuarding } from "./sidecar_listeners.ts";
import { WORKLOAD_KINDS } from "../kubernetes/workloads.ts";
import { readLabelSelector } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import { isMapping, list, mapping, text } from "../read.ts";
import { kindOf, type Manifest, namespaceOf } from "../manifest.ts";
import { readOnce } from "../read_once.ts";
import type { PortGuardOf } from "../kubernetes/published_ports.ts";
import { ownGuardOf } from "./own_guard.ts";
import { passageOf } from "./passage.ts";
import type { PolicedPod } from "./policed_pod.ts";
import {
  type Effect,
  effectOf,
  keepingOut,
  LINKERD_AUTHORIZATION,
  POLICY_KINDS,
} from "./policy_effects.ts";
import { admissionOf } from "./source_policies.ts";
import { strictMtlsOf } from "./strict_mtls.ts";
import { type PolicyContext, UnknownPolicies } from "./unknown_policies.ts";
import { WAYPOINT_KINDS, WaypointPolicies } from "./waypoint_policies.ts";

/** Where a policy for all namespaces is, unless the mesh was told otherwise. */
const ROOT_NAMESPACE = "istio-system";

interface PodPolicy {
  policy: Manifest;
  effect: Effect;
  /** It is for all pods. */
  isForAll: boolean;
}

/** The policies among the manifests. */
export class PodPolicies {
  readonly #policies = new SelectorIndex<PodPolicy>();
  readonly #defaults: InboundPolicies;
  readonly #intentions: MeshIntentions;
  readonly #ofWaypoints: WaypointPolicies;
  readonly #unknown: UnknownPolicies;
  #isEmpty?: boolean;

  /** Looks for them among all objects. */
  constructor(ctx: PolicyContext) {
    for (const policy of POLICY_KINDS.flatMap((kind) => ctx.manifests.of(kind))) {
      const effect = effectOf(policy);
      // Those that name what they are for are no matter of the pods that they would select.
      if (isAttached(policy) || effect === "nothing") continue;
      const { matchLabels } = readLabelSelector(selectorOf(policy));
      const isForAll = Object.keys(matchLabels).length === 0;
      this.#policies.add(namespaceOf(policy), { matchLabels, matchExpressions: [] }, {
        policy,
        effect,
        isForAll,
      });
      this.#isEmpty = false;
    }
    this.#defaults = new InboundPolicies(ctx);
    this.#intentions = new MeshIntentions(ctx);
    this.#ofWaypoints = new WaypointPolicies(ctx);
    this.#unknown = new UnknownPolicies(ctx);
  }

  /** Whether there is any. */
  get isEmpty(): boolean {
    return this.#isEmpty ??= this.#ofWaypoints.isEmpty && this.#intentions.isEmpty &&
      this.#unknown.isEmpty && this.#defaults.areNone();
  }

  /** Those that keep somebody out of a pod. */
  ofPod(pod: PolicedPod): Manifest[] {
    const byDefault = this.#defaults.of(pod);
    return [
      ...this.guarding(pod.id.namespace, pod.labels),
      ...byDefault ? [byDefault] : [],
      ...this.#intentions.of(pod),
      ...this.#ofWaypoints.ofPod(pod),
      ...this.#unknown.ofPod(pod),
    ];
  }

  /** Those that keep somebody from a Service, whatever its pods ask. */
  ofService(service: Service): Manifest[] {
    return [...this.#ofWaypoints.ofService(service), ...this.#unknown.ofService(service)];
  }

  /** Those that keep somebody from all routes of an object, of kinds that nobody here reads. */
  ofRoutes(object: Manifest): Manifest[] {
    return this.#unknown.ofRoutes(object);
  }

  /** Those that keep somebody out of pods with labels; where nobody knows these, those that may. */
  guarding(
    namespace: string,
    podLabels: Readonly<Record<string, string>> | undefined,
  ): Manifest[] {
    const found = [...new Set([namespace, ROOT_NAMESPACE])]
      .flatMap((one) =>
        podLabels === undefined ? this.#policies.all(one) : this.#policies.selecting(one, podLabels)
      );
    // Of pods whose labels nobody knows one for some of them admits nobody for sure.
    return keepingOut(
      found.map(({ policy, effect, isForAll }) => ({
        policy,
        effect: effect === "admits all" && podLabels === undefined && !isForAll
          ? "nothing"
          : effect,
      })),
    );
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
  const { selector, podSelector, workloadSelector } = mapping(spec);
  // That of EnvoyFilters has names of its own.
  if (workloadSelector !== undefined) return { matchLabels: mapping(workloadSelector).labels };
  return mapping(selector ?? podSelector);
}

const policiesIn = readOnce(
  [...POLICY_KINDS, ...INTENTIONS, ...WAYPOINT_KINDS, "Namespace"],
  (ctx: PolicyContext) => new PodPolicies(ctx),
);

/** Nothing is asked of those who come to any port. */
const OPEN: PortGuardOf = () => undefined;

/** What keeps somebody from ports of pods that Services open to the outside. */
export function guardOfPods(
  pods: readonly PolicedPod[],
  services: Iterable<Service>,
  ctx: PolicyContext,
): PortGuardOf {
  const isOpen = [...services].some(({ spec }) =>
    ["NodePort", "LoadBalancer"].includes(text(spec?.type))
  );
  if (!isOpen) return OPEN;
  const ofPods = guardOfAddresses(pods, ctx);
  const policies = policiesIn(ctx);
  return (port, service) => {
    const [policy] = service ? policies.ofService(service) : [];
    if (policy) return { by: describePolicy(policy), admits: "some" };
    const pod = service && passageOf(service);
    return (pod ? guardOfAddresses([pod], ctx)(port) : undefined) ?? ofPods(port);
  };
}

/**
 * What keeps somebody from ports of pods, who asks these by their own addresses: past all that is in the mesh.
 *
 * @example
 * ```ts
 * import { guardOfAddresses } from "@dekube/engine/pacts/ingress";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "networking.k8s.io/v1",
 *   kind: "NetworkPolicy",
 *   metadata: { name: "own", namespace: "shop" },
 *   spec: { podSelector: {}, ingress: [{ ports: [{ port: 8080 }] }] },
 * };
 * const manifest = { kind: "Pod", metadata: { name: "web", namespace: "shop" } };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {}, annotations: {}, manifest };
 * const guard = guardOfAddresses([pod], testContext([policy]));
 * assertEquals(guard({ target: 8080 }), undefined);
 * assertEquals(guard({ target: 9090 }), {
 *   by: 'the NetworkPolicy "own" of the namespace "shop"',
 *   admits: "nobody",
 * });
 * ```
 */
export function guardOfAddresses(
  pods: readonly PolicedPod[],
  ctx: PolicyContext,
): PortGuardOf {
  const [own] = pods.flatMap((pod) => ownGuardOf(pod) ?? []);
  if (own !== undefined) return () => ({ by: own, admits: "some" });
  const [policy] = [...ofMesh(pods, ctx), ...pods.flatMap((pod) => strictMtlsOf(pod, ctx) ?? [])];
  if (policy) return () => ({ by: describePolicy(policy), admits: "some" });
  return (port) => {
    const [sidecar] = pods.flatMap((pod) => sidecarGuarding(pod, port, ctx) ?? []);
    if (sidecar) return { by: describePolicy(sidecar), admits: "some" };
    const [found] = pods.map((pod) => admissionOf(pod, port, ctx))
      .filter(({ admits }) => admits !== "everybody");
    if (!found) return undefined;
    const { admits, policies: [first] } = found;
    return { by: describePolicy(first), admits: admits === "some" ? "some" : "nobody" };
  };
}

function ofMesh(
  pods: readonly PolicedPod[],
  ctx: PolicyContext,
): Manifest[] {
  const policies = policiesIn(ctx);
  return pods.flatMap((pod) => policies.ofPod(pod));
}
