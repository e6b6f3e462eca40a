/**
 * Objects with another pod than they came with.
 *
 * @module
 */

import { type Manifest, mapping } from "@dekube/engine/pacts";
import type { PodSpec } from "@dekube/engine/pacts/kubernetes";

/** A workload's manifest with another pod. */
export function withPod(manifest: Manifest, pod: PodSpec): Manifest {
  if (manifest.kind === "Pod") return { ...manifest, spec: pod };
  const spec = mapping(manifest.spec);
  return { ...manifest, spec: { ...spec, template: { ...mapping(spec.template), spec: pod } } };
}
