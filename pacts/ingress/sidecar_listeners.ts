/**
 * Ports of pods at which Istio's Sidecars have clients bear certificates, or listen for the pod itself alone.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/sidecar/
 * @module
 */

import type { ManifestStore } from "../lookups.ts";
import { readLabelSelector } from "../kubernetes/label_selector.ts";
import { SelectorIndex } from "../kubernetes/selector_index.ts";
import { portNumber } from "../kubernetes/services.ts";
import type { Workload } from "../kubernetes/workloads.ts";
import { type Manifest, namespaceOf } from "../manifest.ts";
import { mapping, mappings, text } from "../read.ts";
import { readOnce } from "../read_once.ts";
import type { PodPort } from "./network_rules.ts";
import { isInMesh } from "./strict_mtls.ts";

/** The kind. */
export const SIDECAR = "networking.istio.io/Sidecar";
const ROOT_NAMESPACE = "istio-system";

/** A Sidecar, and whether it is for some pods of its namespace alone. */
interface Sidecar {
  sidecar: Manifest;
  isForSome: boolean;
}

const sidecarsIn = readOnce(
  [SIDECAR],
  ({ manifests }: { readonly manifests: Pick<ManifestStore, "of"> }) => {
    const index = new SelectorIndex<Sidecar>();
    for (const sidecar of manifests.of(SIDECAR)) {
      const { labels } = mapping(mapping(sidecar.spec).workloadSelector);
      const selector = readLabelSelector({ matchLabels: labels });
      const isForSome = Object.keys(selector.matchLabels).length > 0;
      index.add(namespaceOf(sidecar), selector, { sidecar, isForSome });
    }
    return index;
  },
);

/**
 * The Sidecar that keeps somebody from a port of a pod; nothing where none does.
 *
 * @example
 * ```ts
 * import { sidecarGuarding } from "./sidecar_listeners.ts";
 * import { testContext } from "@dekube/engine/testing";
 * import { assertEquals } from "@std/assert";
 *
 * const listener = { port: { number: 8443, protocol: "HTTPS" }, tls: { mode: "MUTUAL" } };
 * const sidecar = {
 *   apiVersion: "networking.istio.io/v1",
 *   kind: "Sidecar",
 *   metadata: { name: "own", namespace: "shop" },
 *   spec: { ingress: [listener] },
 * };
 * const pod = { id: { kind: "Pod", namespace: "shop", name: "web" }, labels: {}, annotations: {} };
 * const ctx = testContext([sidecar]);
 * assertEquals(sidecarGuarding(pod, { target: 8443 }, ctx), sidecar);
 * assertEquals(sidecarGuarding(pod, { target: 80 }, ctx), undefined);
 * ```
 */
export function sidecarGuarding(
  pod: Pick<Workload, "id" | "labels" | "annotations">,
  { target }: PodPort,
  ctx: { readonly manifests: Pick<ManifestStore, "of"> },
): Manifest | undefined {
  if (ctx.manifests.of(SIDECAR).length === 0 || !isInMesh(pod)) return undefined;
  const index = sidecarsIn(ctx);
  const own = index.selecting(pod.id.namespace, pod.labels);
  // One of them counts.
  const { sidecar } = own.find(({ isForSome }) => isForSome) ?? own[0] ??
    index.selecting(ROOT_NAMESPACE, {})[0] ?? {};
  const isGuarded = mappings(mapping(sidecar?.spec).ingress).some(({ port, bind, tls }) =>
    portNumber(mapping(port).number) === target &&
    (/^(?:ISTIO_)?MUTUAL$/.test(text(mapping(tls).mode)) || /^(?:127\.|::1$)/.test(text(bind)))
  );
  return isGuarded ? sidecar : undefined;
}
