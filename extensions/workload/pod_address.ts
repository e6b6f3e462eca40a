/**
 * Which address programs of a pod listen at.
 *
 * @module
 */

import { type ConvertContext, items, text } from "@dekube/engine/pacts";
import { allContainers, type Container, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Whether a container is told the address of its pod. */
export function readsPodIp(container: Container): boolean {
  return items(container.env).some((variable) =>
    /^status\.podIPs?$/.test(text(variable.valueFrom?.fieldRef?.fieldPath))
  );
}

/**
 * Where a probe asks: kubelet asks the pod's address. A pod that is told its own may listen there and nowhere else; any other
 * is asked where every container finds itself.
 */
export function probeHost(
  workload: Workload,
  ctx: Pick<ConvertContext, "addresses" | "names">,
): string {
  return allContainers(workload).some(readsPodIp)
    ? ctx.addresses.ofPod(workload.id) ?? ctx.names.service(workload.id)
    : "127.0.0.1";
}
