/**
 * What a Kubernetes Service says: which pods it selects, and on which port.
 *
 * @module
 */

import { items, text, textMap } from "../read.ts";
import type { Service, ServicePort } from "./types.ts";
import type { Workload } from "./workloads.ts";

const WELL_KNOWN_PORTS: Record<string, number> = {
  http: 80,
  https: 443,
  grpc: 50051,
};

/**
 * `spec.selector` as text; empty for a Service without one or of type ExternalName.
 *
 * @example
 * ```ts
 * import { selectorOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const service = { kind: "Service", metadata: { name: "db" }, spec: { selector: { app: "db" } } };
 * assertEquals(selectorOf(service), { app: "db" });
 * ```
 */
export function selectorOf(service: Service): Record<string, string> {
  if (text(service.spec?.type) === "ExternalName") return {};
  return textMap(service.spec?.selector);
}

/**
 * Whether a Service has no address of its own (`clusterIP: None`), so that
 * clients reach the pods' own ports.
 *
 * @example
 * ```ts
 * import { isHeadless } from "@dekube/engine/pacts/kubernetes";
 * import { assert } from "@std/assert";
 *
 * assert(isHeadless({ kind: "Service", metadata: { name: "db" }, spec: { clusterIP: "None" } }));
 * ```
 */
export function isHeadless(service: Service): boolean {
  return text(service.spec?.clusterIP) === "None";
}

/**
 * Number of a container port by its name, `undefined` where no container of the pod has it.
 *
 * @example
 * ```ts
 * import { resolveNamedPort, workloadOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * const pod = {
 *   kind: "Pod",
 *   metadata: { name: "web" },
 *   spec: { containers: [{ name: "app", ports: [{ name: "http", containerPort: 8080 }] }] },
 * };
 * assertEquals(resolveNamedPort("http", workloadOf(pod)!), 8080);
 * ```
 */
export function resolveNamedPort(
  name: string,
  workload: Workload,
): number | undefined {
  let ports = namedPorts.get(workload.pod);
  if (!ports) namedPorts.set(workload.pod, ports = namedPortsOf(workload.pod));
  return ports.get(name);
}

/** Ports of a pod by their names, read once: a Service may have as many of them as the pod. */
const namedPorts = new WeakMap<object, Map<string, number>>();

function namedPortsOf({ containers, initContainers }: Workload["pod"]): Map<string, number> {
  const ports = new Map<string, number>();
  for (const container of [...items(containers), ...items(initContainers)]) {
    for (const port of items(container.ports)) {
      const number = portNumber(port.containerPort);
      const name = text(port.name);
      if (number !== undefined && !ports.has(name)) ports.set(name, number);
    }
  }
  return ports;
}

/**
 * A port number that a manifest gives as a number or as text; `undefined` where it gives none, which
 * 0 means too.
 *
 * @example
 * ```ts
 * import { portNumber } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(portNumber("8080"), 8080);
 * assertEquals(portNumber(0), undefined);
 * assertEquals(portNumber("http"), undefined);
 * ```
 */
export function portNumber(value: unknown): number | undefined {
  const number = /^\d+$/.test(text(value)) ? Number(value) : 0;
  return number >= 1 && number <= 65535 ? number : undefined;
}

/**
 * Container port behind a port of a Service: `targetPort` by number or by name
 * (looked up in the pods, else `http` 80, `https` 443, `grpc` 50051), else `port`; `NaN`
 * where that is no port number either.
 *
 * @example
 * ```ts
 * import { targetPortOf } from "@dekube/engine/pacts/kubernetes";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(targetPortOf({ port: 80, targetPort: 8080 }, []), 8080);
 * assertEquals(targetPortOf({ port: 80 }, []), 80);
 * ```
 */
export function targetPortOf(
  port: ServicePort,
  workloads: readonly Workload[],
): number {
  const target = text(port.targetPort);
  const number = portNumber(target);
  if (number !== undefined) return number;
  if (target !== "") {
    for (const workload of workloads) {
      const named = resolveNamedPort(target, workload);
      if (named !== undefined) return named;
    }
    if (Object.hasOwn(WELL_KNOWN_PORTS, target)) return WELL_KNOWN_PORTS[target];
  }
  return portNumber(port.port) ?? NaN;
}
