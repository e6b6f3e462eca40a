/**
 * Pods that have the network of their node.
 *
 * On one host that is the host's own, where a container can be reached from outside, and none of the other services by
 * its name. So such a pod is in the project's network like all others, with its ports published, unless the user says
 * that it needs the host's: for broadcasts, for instance, or for devices that find each other.
 *
 * @module
 */

import {
  type ConvertContext,
  type Mapping,
  mapping,
  type OwnedService,
} from "@dekube/engine/pacts";
import { allContainers, type Workload } from "@dekube/engine/pacts/kubernetes";
import { readsPodIp } from "./pod_address.ts";

/** Has a pod that gets the host's network told an address of the host as its own, and says what that is good for. */
export function useHostAddress(
  workload: Workload,
  mode: "published" | "host",
  ctx: Pick<ConvertContext, "addresses" | "report">,
): void {
  if (workload.pod.hostNetwork !== true || mode !== "host") return;
  ctx.addresses.putOnHost(workload.id);
  if (!allContainers(workload).some(readsPodIp)) return;
  const address = ctx.addresses.ofPod(workload.id);
  ctx.report(workload.id, "spec.template.spec.hostNetwork").warn(
    "host-address",
    address === "127.0.0.1"
      ? `is in the host's network, and is told ${address} as its address: nothing else reaches what listens there. Set another address of the machine's as "overrides.<service>.environment" in dekube.yaml`
      : `is in the host's network, and is told ${address} as its address, by which the project's containers reach the machine: they reach what listens there, and other machines do not. To have it reached by those, set the machine's address in their network as "overrides.<service>.environment" in dekube.yaml`,
    { override: "environment" },
  );
}

/** Gives the services of such a pod the host's network, or says that they have it not. */
export function applyHostNetwork(
  services: Record<string, OwnedService>,
  workload: Workload,
  mode: "published" | "host",
  ctx: ConvertContext,
): void {
  if (workload.pod.hostNetwork !== true) return;
  // Those of a pod that share a network follow the one that has it.
  const owners = Object.values(services).filter((service) => !service.network_mode);
  if (mode === "host") {
    for (const service of owners) joinHost(service);
    return;
  }
  if (owners.some(({ ports = [] }) => ports.length > 0)) return;
  ctx.report(workload.id, "spec.template.spec.hostNetwork").warn(
    "host-network",
    'asks for the host\'s network, but is in the project\'s, and names no port to publish: nothing reaches it from outside, and it sees no broadcasts. Set "extensions.workload.host_network: host" in dekube.yaml to give it the host\'s, or publish ports by "overrides.<service>.ports"',
    { override: ["ports", "network_mode"] },
  );
}

/** What belongs to a network of its own is refused or without effect in the host's. */
function joinHost(service: OwnedService): void {
  service.network_mode = "host";
  delete service.ports;
  delete service.hostname;
  delete service.domainname;
  const sysctls = Object.entries(mapping(service.sysctls)).filter(([name]) =>
    !name.startsWith("net.")
  );
  if (sysctls.length > 0) service.sysctls = Object.fromEntries(sysctls) as Mapping;
  else delete service.sysctls;
}
