/**
 * Services that lead from one port to another.
 *
 * @module
 */

import { type ConvertContext, items, type Service, text } from "@dekube/engine/pacts";
import {
  isHeadless,
  portNumber,
  targetPortOf,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";

/** What ports are counted by. */
export type Protocol = "TCP" | "UDP";

/** A port of a Service, and the container's behind it. */
export interface Forward {
  /** The Service that has it. */
  service: Service;
  /** TCP or UDP. */
  protocol: Protocol;
  /** The Service's port. */
  port: number;
  /** The container's port. */
  target: number;
  /** Where it stands among the Service's. */
  index: number;
}

/** What Services say of one Compose service. */
export interface Backend {
  /** Name of the Compose service. */
  name: string;
  /** Ports that change on the way, in the order of the Services. */
  changes: Forward[];
  /** Ports that the pod itself listens on, by `portKey()`. */
  listening: Set<string>;
}

/** Key of a port. */
export function portKey(protocol: Protocol, port: number): string {
  return `${protocol}/${port}`;
}

/** Everything that stands behind Services, by the name of the Compose service. */
export function findBackends(ctx: ConvertContext): Map<string, Backend> {
  const backends = new Map<string, Backend>();
  for (const service of ctx.services.values()) {
    // A headless Service has no ports of its own in the cluster either.
    if (isHeadless(service) || text(service.spec?.type) === "ExternalName") continue;
    for (const [name, workload] of behind(service, ctx)) {
      let backend = backends.get(name);
      if (!backend) {
        backend = { name, changes: [], listening: containerPorts(workload) };
        backends.set(name, backend);
      }
      addPorts(service, workload, backend, ctx);
    }
  }
  return backends;
}

/** The Compose services behind a Service, with the pods that they run. */
function behind(service: Service, ctx: ConvertContext): Map<string, Workload> {
  const found = new Map<string, Workload>();
  for (const workload of ctx.services.selected(service)) {
    found.set(ctx.names.service(workload.id), workload);
  }
  return found;
}

function containerPorts({ pod: { containers, initContainers } }: Workload): Set<string> {
  const ports = new Set<string>();
  const running = [
    ...items(containers),
    ...items(initContainers).filter(({ restartPolicy }) => text(restartPolicy) === "Always"),
  ];
  for (const container of running) {
    for (const { containerPort, protocol } of items(container.ports)) {
      const port = portNumber(containerPort);
      const known = protocolOf(text(protocol));
      if (port !== undefined && known) ports.add(portKey(known, port));
    }
  }
  return ports;
}

function addPorts(
  service: Service,
  workload: Workload,
  backend: Backend,
  ctx: ConvertContext,
): void {
  for (const [index, declared] of items(service.spec?.ports).entries()) {
    const port = portNumber(declared.port);
    const target = targetPortOf(declared, [workload]);
    if (port === undefined || Number.isNaN(target)) continue;
    const protocol = protocolOf(text(declared.protocol));
    if (!protocol) {
      if (port === target) continue;
      ctx.report(service, `spec.ports[${index}]`).info(
        "unforwarded-protocol",
        `port ${port} (${text(declared.protocol)}) is not forwarded: only TCP and UDP are`,
      );
      continue;
    }
    // What a Service leads to is listened on, whether the pod declares it or not.
    backend.listening.add(portKey(protocol, target));
    if (port !== target) {
      backend.changes.push({ service, protocol, port, target, index });
    }
  }
}

function protocolOf(protocol: string): Protocol | undefined {
  if (protocol === "" || protocol === "TCP") return "TCP";
  return protocol === "UDP" ? "UDP" : undefined;
}
