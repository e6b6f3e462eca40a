/**
 * Whether a container is started again when it ends.
 *
 * @module
 */

import { mapping, text } from "@dekube/engine/pacts";
import { type ContainerRole, wholeNumber, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Kubernetes' default of `backoffLimit`. */
const RETRIES = 6;

/**
 * `restart` of a container: what the pod says, within what its controller makes of it. An init container is done once it
 * has succeeded, whatever becomes of the others.
 */
export function restartOf(role: ContainerRole, { id, pod, manifest }: Workload): string {
  if (role === "native-sidecar") return "always";
  if (id.kind === "Job") return restartOfJob(mapping(manifest.spec));
  if (id.kind !== "Pod") return role === "init" ? "on-failure" : "always";
  switch (text(pod.restartPolicy)) {
    case "Never":
      return "no";
    case "OnFailure":
      return "on-failure";
    default:
      return role === "init" ? "on-failure" : "always";
  }
}

/**
 * A Job tries again `backoffLimit` times; whether in the same pod (`OnFailure`) or in a new one (`Never`) is one to a
 * Compose service. Docker counts as Kubernetes does: `on-failure:2` makes three tries. An Indexed Job may have a limit of
 * its own for each index, of which there is one here.
 */
function restartOfJob(spec: Record<string, unknown>): string {
  const retries = wholeNumber(spec.backoffLimitPerIndex) ?? wholeNumber(spec.backoffLimit) ??
    RETRIES;
  return retries === 0 ? "no" : `on-failure:${retries}`;
}
