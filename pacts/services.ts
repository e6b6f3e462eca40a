/**
 * Kubernetes Services: which containers stand behind a name, and on which port.
 *
 * @module
 */

import type { Names } from "./names.ts";
import { entries, items, namespaceOf, type Service, type ServicePort, text } from "./kubernetes.ts";
import { ResourceIndex } from "./resources.ts";
import type { Workload, WorkloadIndex } from "./workloads.ts";

const WELL_KNOWN_PORTS: Record<string, number> = {
  http: 80,
  https: 443,
  grpc: 50051,
};

/** Services by identity and by the workloads that they select. */
export class ServiceIndex {
  readonly #workloads: WorkloadIndex;
  readonly #services = new ResourceIndex<Service>();
  readonly #selected = new Map<Service, Workload[]>();
  readonly #selecting = new Map<Workload, Service[]>();

  /** Starts without Services over the workloads of a conversion. */
  constructor(workloads: WorkloadIndex) {
    this.#workloads = workloads;
  }

  /** Adds a Service, or replaces the one of the same identity. */
  add(service: Service): void {
    const namesake = this.#services.get(namespaceOf(service), service.metadata.name);
    if (namesake && namespaceOf(namesake) === namespaceOf(service)) this.#forget(namesake);
    const selected = this.#workloads.matching(
      namespaceOf(service),
      selectorOf(service),
    );
    this.#services.set(service);
    this.#selected.set(service, selected);
    for (const workload of selected) {
      const selecting = this.#selecting.get(workload);
      if (selecting) selecting.push(service);
      else this.#selecting.set(workload, [service]);
    }
  }

  #forget(service: Service): void {
    for (const workload of this.selected(service)) {
      this.#selecting.set(workload, this.selecting(workload).filter((other) => other !== service));
    }
    this.#selected.delete(service);
  }

  /** The Service that `name` means in `namespace`. */
  get(namespace: string, name: string): Service | undefined {
    return this.#services.get(namespace, name);
  }

  /** The workloads that a Service selects. */
  selected(service: Service): readonly Workload[] {
    return this.#selected.get(service) ?? [];
  }

  /** The Services that select a workload. */
  selecting(workload: Workload): readonly Service[] {
    return this.#selecting.get(workload) ?? [];
  }

  /** All Services. */
  values(): Iterable<Service> {
    return this.#services.values();
  }
}

/**
 * `spec.selector` as text; empty for a Service without one or of type ExternalName.
 *
 * @example
 * ```ts
 * import { selectorOf } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const service = { kind: "Service", metadata: { name: "db" }, spec: { selector: { app: "db" } } };
 * assertEquals(selectorOf(service), { app: "db" });
 * ```
 */
export function selectorOf(service: Service): Record<string, string> {
  if (text(service.spec?.type) === "ExternalName") return {};
  return Object.fromEntries(
    entries(service.spec?.selector).map(([key, value]) => [key, text(value)]),
  );
}

/**
 * Whether a Service has no address of its own (`clusterIP: None`), so that
 * clients reach the pods' own ports.
 *
 * @example
 * ```ts
 * import { isHeadless } from "@dekube/engine/pacts";
 * import { assert } from "@std/assert";
 *
 * assert(isHeadless({ kind: "Service", metadata: { name: "db" }, spec: { clusterIP: "None" } }));
 * ```
 */
export function isHeadless(service: Service): boolean {
  return text(service.spec?.clusterIP) === "None";
}

/**
 * Key of a Service in `ctx.aliasMap`.
 *
 * @example
 * ```ts
 * import { serviceKey } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(serviceKey("data", "db"), "data/db");
 * ```
 */
export function serviceKey(namespace: string, name: string): string {
  return `${namespace}/${name}`;
}

/**
 * Key of a Service's port, by number or by name, in `ctx.servicePortMap`.
 *
 * @example
 * ```ts
 * import { servicePortKey } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(servicePortKey("data", "db", "sql"), "data/db:sql");
 * ```
 */
export function servicePortKey(
  namespace: string,
  name: string,
  port: number | string,
): string {
  return `${namespace}/${name}:${port}`;
}

/** The part of a context in which Services are looked up. */
export interface ServiceLookup {
  /** Services, filled by an indexer. */
  readonly services: ServiceIndex;
}

/** What a Service's name leads to, ExternalName chains followed. */
export interface ServiceTarget {
  /** The Service at the end of the chain; absent where the chain leaves the cluster. */
  service?: Service;
  /** A name outside the cluster, where the chain ends at one. */
  externalName?: string;
}

/**
 * Follows ExternalName Services to the one that selects pods, or to a name outside.
 * `undefined` where there is no such Service, or the chain goes in a circle.
 *
 * @example
 * ```ts
 * import { resolveService, ServiceIndex, WorkloadIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = new ServiceIndex(new WorkloadIndex());
 * services.add({
 *   kind: "Service",
 *   metadata: { name: "db", namespace: "shop" },
 *   spec: { type: "ExternalName", externalName: "db.example.org" },
 * });
 * assertEquals(resolveService("shop", "db", { services }), { externalName: "db.example.org" });
 * assertEquals(resolveService("shop", "none", { services }), undefined);
 * ```
 */
export function resolveService(
  namespace: string,
  name: string,
  ctx: ServiceLookup,
): ServiceTarget | undefined {
  let service = ctx.services.get(namespace, name);
  const seen = new Set<Service>();
  while (service) {
    if (seen.has(service)) return undefined;
    seen.add(service);
    if (text(service.spec?.type) !== "ExternalName") return { service };
    const externalName = text(service.spec?.externalName).replace(/\.$/, "");
    // An ExternalName without a dot is no cluster name: DNS looks it up as it stands.
    const inside = externalName.includes(".")
      ? findService(externalName, namespaceOf(service), ctx)
      : undefined;
    if (!inside) return externalName ? { externalName } : undefined;
    service = inside;
  }
  return undefined;
}

/**
 * The Service that a host name means to a pod in `namespace`, `undefined` where it means none.
 *
 * @example
 * ```ts
 * import { findService, ServiceIndex, WorkloadIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = new ServiceIndex(new WorkloadIndex());
 * const db = { kind: "Service", metadata: { name: "db", namespace: "data" } };
 * services.add(db);
 * assertEquals(findService("db.data.svc", "shop", { services }), db);
 * assertEquals(findService("db", "shop", { services }), undefined);
 * ```
 */
export function findService(
  host: string,
  namespace: string,
  ctx: ServiceLookup,
): Service | undefined {
  const id = parseServiceHost(host, namespace);
  const service = ctx.services.get(id.namespace, id.name);
  if (!service) return undefined;
  // `example.com` is not the Service `example` whose namespace nobody knows.
  const vague = /^[^.]+\.[^.]+$/.test(host) &&
    namespaceOf(service) !== id.namespace;
  return vague ? undefined : service;
}

/**
 * Which Service a host name would mean to a pod in `namespace`: `svc`,
 * `svc.ns`, `svc.ns.svc`, `svc.ns.svc.cluster.local`, with or without a dot at the end.
 *
 * @example
 * ```ts
 * import { parseServiceHost } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * assertEquals(parseServiceHost("db", "shop"), { namespace: "shop", name: "db" });
 * assertEquals(parseServiceHost("db.data.svc.cluster.local", "shop"), { namespace: "data", name: "db" });
 * ```
 */
export function parseServiceHost(
  host: string,
  namespace: string,
): { namespace: string; name: string } {
  const [name, in_, ...rest] = host.toLowerCase().replace(/\.$/, "").split(".");
  if (in_ === undefined) return { namespace, name };
  const suffix = rest.join(".");
  if (suffix === "" || suffix === "svc" || suffix === "svc.cluster.local") {
    return { namespace: in_, name };
  }
  return { namespace: "", name: host };
}

/**
 * Number of a container port by its name, `undefined` where no container of the pod has it.
 *
 * @example
 * ```ts
 * import { resolveNamedPort, workloadOf } from "@dekube/engine/pacts";
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
  const { containers, initContainers } = workload.pod;
  for (const container of [...items(containers), ...items(initContainers)]) {
    for (const port of items(container.ports)) {
      const number = portNumber(port.containerPort);
      if (text(port.name) === name && number !== undefined) return number;
    }
  }
  return undefined;
}

/**
 * A port number that a manifest gives as a number or as text; `undefined` where it gives none, which
 * 0 means too.
 *
 * @example
 * ```ts
 * import { portNumber } from "@dekube/engine/pacts";
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
 * import { targetPortOf } from "@dekube/engine/pacts";
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

/**
 * Which Compose services stand behind each Kubernetes Service, by
 * {@linkcode serviceKey}: those of the workloads that it selects, ExternalName chains followed.
 */
export function buildAliasMap(
  ctx: ServiceLookup & { readonly names: Names },
): Map<string, string[]> {
  const aliases = new Map<string, string[]>();
  for (const service of ctx.services.values()) {
    const target = resolveService(
      namespaceOf(service),
      service.metadata.name,
      ctx,
    )?.service;
    if (!target) continue;
    const names = ctx.services.selected(target).map((workload) => ctx.names.service(workload.id));
    if (names.length > 0) {
      aliases.set(
        serviceKey(namespaceOf(service), service.metadata.name),
        names,
      );
    }
  }
  return aliases;
}

/**
 * Container port behind each port of each Service, by {@linkcode servicePortKey}
 * with the port's number and with its name.
 *
 * @example
 * ```ts
 * import { buildServicePortMap, ServiceIndex, WorkloadIndex } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const services = new ServiceIndex(new WorkloadIndex());
 * services.add({
 *   kind: "Service",
 *   metadata: { name: "web", namespace: "shop" },
 *   spec: { ports: [{ name: "www", port: 80, targetPort: 8080 }] },
 * });
 * assertEquals([...buildServicePortMap({ services })], [["shop/web:80", 8080], ["shop/web:www", 8080]]);
 * ```
 */
export function buildServicePortMap(
  ctx: ServiceLookup,
): Map<string, number> {
  const ports = new Map<string, number>();
  for (const service of ctx.services.values()) {
    const namespace = namespaceOf(service);
    const { name } = service.metadata;
    const target = resolveService(namespace, name, ctx)?.service;
    if (!target) continue;
    const workloads = ctx.services.selected(target);
    for (const [port, number] of portTargets(target, workloads)) {
      ports.set(servicePortKey(namespace, name, port), number);
    }
  }
  return ports;
}

/**
 * The ports of a Service, each by its number and by its name, with the container port behind it; `workloads`
 * are those that it selects.
 *
 * @example
 * ```ts
 * import { portTargets } from "@dekube/engine/pacts";
 * import { assertEquals } from "@std/assert";
 *
 * const service = {
 *   kind: "Service",
 *   metadata: { name: "web" },
 *   spec: { ports: [{ name: "www", port: 80, targetPort: 8080 }] },
 * };
 * assertEquals([...portTargets(service, [])], [["80", 8080], ["www", 8080]]);
 * ```
 */
export function* portTargets(
  service: Service,
  workloads: readonly Workload[],
): Iterable<[port: string, target: number]> {
  for (const port of items(service.spec?.ports)) {
    const target = targetPortOf(port, workloads);
    if (Number.isNaN(target)) continue;
    yield [text(port.port), target];
    if (port.name) yield [text(port.name), target];
  }
}
