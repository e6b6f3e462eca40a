/**
 * Where containers stand in their pod.
 *
 * @module
 */

import type { NamedContainer } from "@dekube/engine/pacts/kubernetes";

/** Position of the first of the containers that start last. */
export function firstOfLast(containers: readonly NamedContainer[]): number {
  return containers.findIndex(({ role }) => role === "main" || role === "sidecar");
}
