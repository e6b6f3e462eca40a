/**
 * Ports that a workload publishes on the host.
 *
 * @module
 */

import { type ConvertContext, items, text } from "@dekube/engine/pacts";
import {
  iterNamedContainers,
  portNumber,
  targetPortOf,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/**
 * Ports of the NodePort and LoadBalancer Services that select the pod (the node's port where one is
 * given, else the Service's), of `hostPort`, and of all container ports where the pod has the host's network.
 */
export function publishedPorts(workload: Workload, ctx: ConvertContext): string[] {
  const ports = new Set<string>();
  for (const service of ctx.services.selecting(workload)) {
    if (!["NodePort", "LoadBalancer"].includes(text(service.spec?.type))) continue;
    for (const port of items(service.spec?.ports)) {
      const node = portNumber(port.nodePort) ?? portNumber(port.port);
      add("", node, targetPortOf(port, [workload]), text(port.protocol));
    }
  }
  for (const { container, role } of iterNamedContainers(workload, "")) {
    // An init container is gone, and its network with it, when the others start.
    if (role === "init") continue;
    for (const port of items(container.ports)) {
      const target = portNumber(port.containerPort);
      const host = portNumber(port.hostPort) ??
        (workload.pod.hostNetwork === true ? target : undefined);
      add(text(port.hostIP), host, target, text(port.protocol));
    }
  }
  return [...ports];

  function add(
    address: string,
    host: number | undefined,
    target: number | undefined,
    protocol: string,
  ): void {
    if (host === undefined || !target) return;
    const suffix = protocol === "UDP" || protocol === "SCTP" ? `/${protocol.toLowerCase()}` : "";
    const prefix = !/^[0-9a-f.:]+$/i.test(address) || address === "0.0.0.0"
      ? ""
      : `${address.includes(":") ? `[${address}]` : address}:`;
    ports.add(`${prefix}${host}:${target}${suffix}`);
  }
}
