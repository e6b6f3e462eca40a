/**
 * Whom the pods of Linkerd let in by default: an annotation of theirs, else of their namespace.
 *
 * @see https://linkerd.io/2/reference/authorization-policy/#default-policies
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { type Workload, WORKLOAD_KINDS, workloadOf } from "../kubernetes/workloads.ts";
import type { Manifest } from "../manifest.ts";
import { textMap } from "../read.ts";

/** The annotation. */
export const INBOUND_POLICY = "config.linkerd.io/default-inbound-policy";

const INJECT = "linkerd.io/inject";

/** Values that let everybody come in. */
const OPEN: readonly string[] = ["all-unauthenticated", "audit"];

/**
 * The objects by whose annotation pods of the mesh keep out who comes from outside it.
 *
 * @example
 * ```ts
 * import { InboundPolicies } from "./inbound_policies.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const annotations = { "config.linkerd.io/default-inbound-policy": "deny" };
 * const namespace = { kind: "Namespace", metadata: { name: "shop", annotations } };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, annotations: {} };
 * const manifest = { kind: "Pod", metadata: { name: "web", namespace: "shop" } };
 * assertEquals(new InboundPolicies(testContext([namespace])).of({ ...pod, manifest }), namespace);
 * ```
 */
export class InboundPolicies {
  readonly #manifests: Pick<ManifestStore, "of">;
  readonly #namespaces: ReadonlyMap<string, Manifest>;

  /** Looks for them among all objects. */
  constructor({ manifests }: { readonly manifests: Pick<ManifestStore, "of"> }) {
    this.#manifests = manifests;
    this.#namespaces = new Map(manifests.of("Namespace").map((one) => [one.metadata.name, one]));
  }

  /** Whether no pod has any. All workloads are looked at for that. */
  areNone(): boolean {
    const ofWorkloads = WORKLOAD_KINDS.flatMap((kind) => this.#manifests.of(kind))
      .map((manifest) => workloadOf(manifest)?.annotations ?? {});
    return ![...this.#namespaces.values()].map(({ metadata }) => textMap(metadata.annotations))
      .concat(ofWorkloads)
      .some((annotations) => annotations[INBOUND_POLICY]);
  }

  /** The object whose annotation keeps somebody out of a pod; nothing where none does, or the pod is not in the mesh. */
  of(
    { id, annotations, manifest }: Pick<Workload, "id" | "annotations" | "manifest">,
  ): Manifest | undefined {
    const namespace = this.#namespaces.get(id.namespace);
    const ofNamespace = textMap(namespace?.metadata.annotations);
    if ((annotations[INJECT] ?? ofNamespace[INJECT]) === "disabled") return undefined;
    const [policy, holder] = annotations[INBOUND_POLICY]
      ? [annotations[INBOUND_POLICY], manifest]
      : [ofNamespace[INBOUND_POLICY] ?? "", namespace];
    return policy === "" || OPEN.includes(policy) ? undefined : holder;
  }
}
