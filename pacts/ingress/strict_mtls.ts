/**
 * Pods that Istio has asked by nobody but those of the mesh, who bear certificates of its own: PeerAuthentications.
 *
 * @see https://istio.io/latest/docs/reference/config/security/peer_authentication/
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { readLabelSelector } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, text } from "../read.ts";
import { readOnce } from "../read_once.ts";

const KIND = "security.istio.io/PeerAuthentication";
const ROOT_NAMESPACE = "istio-system";
const INJECT = "sidecar.istio.io/inject";

/** A policy, and whether it is for some pods of its namespace alone. */
interface Policy {
  policy: Manifest;
  isForSome: boolean;
}

const policiesIn = readOnce(
  [KIND],
  ({ manifests }: { readonly manifests: Pick<ManifestStore, "of"> }) => {
    const index = new SelectorIndex<Policy>();
    for (const policy of manifests.of(KIND)) {
      const selector = readLabelSelector(mapping(policy.spec).selector);
      const isForSome = Object.keys(selector.matchLabels).length > 0;
      index.add(namespaceOf(policy), selector, { policy, isForSome });
    }
    return index;
  },
);

/**
 * The policy that has a pod ask for the mesh's certificates: its own, else that of its namespace, else of the mesh. None
 * where the pod has no part in the mesh, or is what lets others in.
 *
 * @example
 * ```ts
 * import { strictMtlsOf } from "./strict_mtls.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const policy = {
 *   apiVersion: "security.istio.io/v1",
 *   kind: "PeerAuthentication",
 *   metadata: { name: "default", namespace: "shop" },
 *   spec: { mtls: { mode: "STRICT" } },
 * };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {}, annotations: {} };
 * assertEquals(strictMtlsOf(pod, testContext([policy])), policy);
 * ```
 */
export function strictMtlsOf(
  pod: Pick<Workload, "id" | "labels" | "annotations">,
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): Manifest | undefined {
  if (!isInMesh(pod)) return undefined;
  const { id: { namespace }, labels } = pod;
  const index = policiesIn(ctx);
  const own = index.selecting(namespace, labels);
  const ofMesh = index.selecting(ROOT_NAMESPACE, {});
  const counting = [
    ...own.filter(({ isForSome }) => isForSome),
    ...own.filter(({ isForSome }) => !isForSome),
    ...ofMesh,
  ].map(({ policy }) => policy).find((policy) => !["", "UNSET"].includes(modeOf(policy)));
  return counting && modeOf(counting) === "STRICT" ? counting : undefined;
}

/** Whether a pod may have a part in the mesh, and is not what lets others in. */
export function isInMesh(
  { labels, annotations }: Pick<Workload, "labels" | "annotations">,
): boolean {
  const isOutside = (labels[INJECT] ?? annotations[INJECT]) === "false" ||
    labels["istio.io/dataplane-mode"] === "none";
  const isGateway = annotations["inject.istio.io/templates"] === "gateway" ||
    /gateway/.test(labels.istio ?? "");
  return !isOutside && !isGateway;
}

function modeOf({ spec }: Manifest): string {
  return text(mapping(mapping(spec).mtls).mode);
}
