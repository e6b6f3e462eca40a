/**
 * Manifests to test with.
 *
 * @module
 */

import type { ComposeService, Manifest } from "@dekube/engine/pacts";

export { contextOf } from "../../pacts/_testing.ts";

/** A Deployment with a pod of this spec. */
export function deployment(name: string, pod: object): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { template: { spec: pod } },
  };
}

/** Mounts of each service, as they came out. */
export function mountsOf(
  services: Record<string, ComposeService>,
): Record<string, ComposeService["volumes"]> {
  return Object.fromEntries(
    Object.entries(services).map(([name, { volumes }]) => [name, volumes]),
  );
}
