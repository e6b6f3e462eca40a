/**
 * Services that lead from one port to another.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isHeadless,
  items,
  namespaceOf,
  portNumber,
  type Service,
  serviceKey,
  targetPortOf,
  text,
  type Workload,
} from "@dekube/engine/pacts";

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

/** The Compose services behind a Service; those that an operator would run have no workload. */
function behind(
  service: Service,
  ctx: ConvertContext,
): Map<string, Workload | undefined> {
  const key = serviceKey(namespaceOf(service), service.metadata.name);
  const found = new Map<string, Workload | undefined>();
  for (const name of ctx.aliasMap.get(key) ?? []) found.set(name, undefined);
  for (const workload of ctx.services.selected(service)) {
    const name = ctx.names.service(workload.id);
    if (found.has(name)) found.set(name, workload);
  }
  return found;
}

function containerPorts(workload: Workload | undefined): Set<string> {
  const ports = new Set<string>();
  const { containers, initContainers } = workload?.pod ?? {};
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
  workload: Workload | undefined,
  backend: Backend,
  { diagnostics }: ConvertContext,
): void {
  for (const [index, declared] of items(service.spec?.ports).entries()) {
    const port = portNumber(declared.port);
    const target = targetPortOf(declared, workload ? [workload] : []);
    if (port === undefined || Number.isNaN(target)) continue;
    const protocol = protocolOf(text(declared.protocol));
    if (!protocol) {
      if (port === target) continue;
      diagnostics.info(
        "unforwarded-protocol",
        `port ${port} (${text(declared.protocol)}) is not forwarded: only TCP and UDP are`,
        { resource: idOf(service), path: `spec.ports[${index}]` },
      );
      continue;
    }
    // What a Service leads to is listened on, whether the pod declares it or not.
    backend.listening.add(portKey(protocol, target));
    if (port !== target) backend.changes.push({ service, protocol, port, target });
  }
}

function protocolOf(protocol: string): Protocol | undefined {
  if (protocol === "" || protocol === "TCP") return "TCP";
  return protocol === "UDP" ? "UDP" : undefined;
}
