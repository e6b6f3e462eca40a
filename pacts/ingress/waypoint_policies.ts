/**
 * Policies of Istio's ambient mesh that are for Services, and for the waypoints by which these and pods are reached. Whether who
 * comes in by a proxy is in the mesh nobody knows here, so they are kept for all.
 *
 * @see https://istio.io/latest/docs/ambient/usage/waypoint/
 * @see https://istio.io/latest/docs/ambient/usage/l7-features/
 * @module
 */

import { labelsOf } from "../kubernetes/label_selector.ts";
import type { Service } from "../kubernetes/types.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import type { ManifestStore } from "../lookups.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { isMapping, mapping, mappings, text } from "../read.ts";
import { type Effect, effectOf, ISTIO_KINDS, keepingOut } from "./policy_effects.ts";

const GATEWAY_GROUP = "gateway.networking.k8s.io";
const GATEWAY = `${GATEWAY_GROUP}/Gateway`;

/** The kinds beside policies that say who goes by which waypoint, and Namespaces. */
export const WAYPOINT_KINDS: readonly string[] = [GATEWAY];

const USE = "istio.io/use-waypoint";
const USE_FROM_OUTSIDE = "istio.io/ingress-use-waypoint";
/** What a waypoint is for: Services unless it says otherwise. */
const FOR = "istio.io/waypoint-for";

/** The class of waypoints that are not among the manifests. */
const USUAL_CLASS = "istio-waypoint";
const ROOT_NAMESPACE = "istio-system";

type Labels = Readonly<Record<string, string>>;

interface Targeted {
  policy: Manifest;
  effect: Effect;
}

/**
 * The policies among the manifests, by what they name.
 *
 * @example
 * ```ts
 * import { WaypointPolicies } from "./waypoint_policies.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "security.istio.io/v1",
 *   kind: "AuthorizationPolicy",
 *   metadata: { name: "own", namespace: "shop" },
 *   spec: { targetRefs: [{ group: "", kind: "Service", name: "web" }] },
 * };
 * const service = { kind: "Service", metadata: { name: "web", namespace: "shop" } };
 * assertEquals(new WaypointPolicies(testContext([policy])).ofService(service), [policy]);
 * ```
 */
export class WaypointPolicies {
  readonly #byTarget = new Map<string, Targeted[]>();
  readonly #namespaces: ReadonlyMap<string, Labels>;
  readonly #waypoints: ReadonlyMap<string, Manifest>;

  /** Looks for them among all objects. */
  constructor({ manifests }: { readonly manifests: Pick<ManifestStore, "of"> }) {
    for (const policy of ISTIO_KINDS.flatMap((kind) => manifests.of(kind))) {
      const effect = effectOf(policy);
      if (effect === "nothing") continue;
      for (const target of targetsOf(policy)) {
        const key = keyOf(text(target.kind), namespaceOf(policy), text(target.name));
        const known = this.#byTarget.get(key);
        if (known) known.push({ policy, effect });
        else this.#byTarget.set(key, [{ policy, effect }]);
      }
    }
    this.#namespaces = new Map(
      this.isEmpty ? [] : manifests.of("Namespace").map((
        { metadata },
      ) => [metadata.name, labelsOf(metadata.labels)]),
    );
    this.#waypoints = new Map(
      this.isEmpty ? [] : manifests.of(GATEWAY)
        .map((one) => [`${namespaceOf(one)}/${one.metadata.name}`, one]),
    );
  }

  /** Whether there is none. */
  get isEmpty(): boolean {
    return this.#byTarget.size === 0;
  }

  /** Those that keep somebody from a Service. */
  ofService(service: Service): Manifest[] {
    if (this.isEmpty) return [];
    const { name } = service.metadata;
    const namespace = namespaceOf(service);
    return keepingOut([
      ...this.#at("Service", namespace, name),
      ...this.#ofWaypoint(namespace, labelsOf(service.metadata.labels), ["service", "all"]),
    ]);
  }

  /** Those that keep somebody from a pod who comes to it by its own address. */
  ofPod({ id: { namespace }, labels }: Pick<Workload, "id" | "labels">): Manifest[] {
    if (this.isEmpty) return [];
    return keepingOut(this.#ofWaypoint(namespace, labels, ["workload", "all"]));
  }

  #at(kind: string, namespace: string, name: string): readonly Targeted[] {
    return this.#byTarget.get(keyOf(kind, namespace, name)) ?? [];
  }

  /** Those of the waypoint that labels name, else those of the namespace, where it is for such as these. */
  #ofWaypoint(home: string, own: Labels, kinds: readonly string[]): Targeted[] {
    const ofNamespace = this.#namespaces.get(home) ?? {};
    const labels = USE in own ? own : ofNamespace;
    const name = labels[USE] ?? "none";
    if (name === "none") return [];
    // By that those who come from outside go past it.
    if ((own[USE_FROM_OUTSIDE] ?? ofNamespace[USE_FROM_OUTSIDE]) === "false") return [];
    const namespace = labels[`${USE}-namespace`] ?? home;
    const waypoint = this.#waypoints.get(`${namespace}/${name}`);
    if (!kinds.includes(labelsOf(waypoint?.metadata.labels)[FOR] ?? "service")) return [];
    const ofClass = text(mapping(waypoint?.spec).gatewayClassName) || USUAL_CLASS;
    return [
      ...this.#at("Gateway", namespace, name),
      ...this.#at("GatewayClass", ROOT_NAMESPACE, ofClass),
    ];
  }
}

/** What a policy names that waypoints keep it for. */
function targetsOf({ spec }: Manifest): Record<string, unknown>[] {
  const { targetRef, targetRefs } = mapping(spec);
  return [...isMapping(targetRef) ? [targetRef] : [], ...mappings(targetRefs)]
    .filter(({ group, kind }) =>
      text(kind) === "Service"
        ? ["", "core"].includes(text(group))
        : ["Gateway", "GatewayClass"].includes(text(kind)) && text(group) === GATEWAY_GROUP
    );
}

function keyOf(kind: string, namespace: string, name: string): string {
  return `${kind} ${namespace}/${name}`;
}
