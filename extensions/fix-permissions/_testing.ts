/**
 * Manifests to test with.
 *
 * @module
 */

import type { Manifest } from "@dekube/engine/pacts";

export { contextOf } from "../../pacts/_testing.ts";

/** A Deployment with a pod of this spec. */
export function deployment(name: string, pod: object): Manifest {
  return {
    kind: "Deployment",
    metadata: { name, namespace: "default" },
    spec: { template: { spec: pod } },
  };
}
