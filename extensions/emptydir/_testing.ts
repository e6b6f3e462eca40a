/**
 * Manifests to test with.
 *
 * @module
 */

import { isMapping, items, type Manifest, type RenderedService } from "@dekube/engine/pacts";

/** A Deployment with a pod of this spec, whose containers have an image. */
export function deployment(name: string, pod: Record<string, unknown>): Manifest {
  const containers = (list: unknown) =>
    items(list as unknown[]).map((container) =>
      isMapping(container) ? { image: "app:1", ...container } : container
    );
  const spec = {
    ...pod,
    initContainers: containers(pod.initContainers),
    containers: containers(pod.containers),
  };
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { template: { spec } },
  };
}

/** Mounts of each service that has any, as they came out. */
export function mountsOf(
  services: Record<string, RenderedService>,
): Record<string, RenderedService["volumes"]> {
  return Object.fromEntries(
    Object.entries(services).flatMap(([name, { volumes }]) => volumes ? [[name, volumes]] : []),
  );
}
