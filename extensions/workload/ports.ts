/**
 * Ports that a workload publishes on the host.
 *
 * @module
 */

import { type ConvertContext, items, text } from "@dekube/engine/pacts";
import { guardOfAddresses, guardOfPods } from "@dekube/engine/pacts/ingress";
import {
  iterNamedContainers,
  portNumber,
  PublishedPorts,
  targetPortOf,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/**
 * Ports of the Services that select the pod, where they are open to the outside, of `hostPort`, and of all container ports
 * where the pod has the host's network.
 */
export function publishedPorts(workload: Workload, ctx: ConvertContext): string[] {
  const ports = new PublishedPorts(ctx.names.service(workload.id), ctx);
  const services = ctx.services.selecting(workload);
  const guard = guardOfPods([workload], services, ctx);
  for (const service of services) {
    ports.addService(service, (port) => targetPortOf(port, [workload]), guard);
  }
  const hostGuard = guardOfAddresses([workload], ctx);
  for (const { container, role } of iterNamedContainers(workload, "")) {
    // An init container is gone, and its network with it, when the others start.
    if (role === "init") continue;
    for (const port of items(container.ports)) {
      const target = portNumber(port.containerPort);
      const host = portNumber(port.hostPort) ??
        (workload.pod.hostNetwork === true ? target : undefined);
      if (host === undefined || target === undefined) continue;
      const binding = { host, target, protocol: text(port.protocol) };
      // A pod in the host's network is in no mesh, and network policies are not kept for it.
      const guard = workload.pod.hostNetwork === true ? undefined : hostGuard(binding);
      const path = `containers[${text(container.name)}].ports`;
      const at = { object: workload.manifest, path };
      if (guard) ports.withhold(binding, guard, at);
      else ports.addAt(binding, text(port.hostIP), at);
    }
  }
  return ports.all();
}
