/**
 * The Services that the operator makes for a Keycloak, and those of the manifests that select its pods.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  LabelIndex,
  namespaceOf,
  registerService,
  selectorOf,
  type Service,
  serviceKey,
  type ServicePort,
  text,
  type Workload,
} from "@dekube/engine/pacts";
import type { Listeners } from "./listeners.ts";
import { operatorLabels } from "./pod_template.ts";
import type { Spec } from "./spec.ts";

/** What has to be known of a server to lead Services to it. */
export interface Reachable {
  /** Its custom resource. */
  spec: Spec;
  /** Its Compose service. */
  service: string;
  /** Its ports. */
  listeners: Listeners;
  /** Its pod. */
  workload: Workload;
}

/** Name of a server's Service. */
export function serviceNameOf(spec: Spec): string {
  const own = spec.text("http.serviceName");
  if (/^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$/.test(own)) return own;
  if (own !== "") {
    spec.warn(
      "bad-name",
      `"${own}" can't be the name of a Service; it is ignored. Use small letters, digits and "-"`,
      "http.serviceName",
    );
  }
  return `${spec.resource.name}-service`;
}

/** Makes `<name>-service`, `<name>-discovery` and, where nobody else has that name, `<name>` known. */
export function registerServices(server: Reachable, ctx: ConvertContext): void {
  const { spec, service, listeners } = server;
  const { name, namespace } = spec.resource;
  const ports = portsOf(spec, listeners);
  const made: [string, NonNullable<Service["spec"]>][] = [
    [serviceNameOf(spec), { ports }],
    [`${name}-discovery`, { clusterIP: "None", ports: [{ name: "tcp", port: 7800 }] }],
    ...(isFree(namespace, name, ctx)
      ? [[name, { ports }] as [string, { ports: ServicePort[] }]]
      : []),
  ];
  const labels = {
    ...operatorLabels(name),
    ...Object.fromEntries(
      entries(spec.group("http.labels")).map(([key, value]) => [key, text(value)]),
    ),
  };
  for (const [name, spec] of made) {
    const metadata = { name, ...(namespace ? { namespace } : {}), labels };
    registerService({ apiVersion: "v1", kind: "Service", metadata, spec }, service, ctx);
  }
}

function portsOf(spec: Spec, { http, https, management }: Listeners): ServicePort[] {
  return [
    ...(http === undefined ? [] : [{
      name: "http",
      port: spec.port("http.serviceHttpPort") ?? http,
      targetPort: http,
    }]),
    ...(https === undefined ? [] : [{
      name: "https",
      port: spec.port("http.serviceHttpsPort") ?? https,
      targetPort: https,
    }]),
    { name: "management", port: management, targetPort: management },
  ];
}

/** A Service of the server's own name may lead elsewhere, to a proxy before it for instance. */
function isFree(namespace: string, name: string, ctx: ConvertContext): boolean {
  const declared = ctx.services.get(namespace, name);
  if (ctx.aliasMap.has(serviceKey(namespace, name))) return false;
  return !declared || text(declared.spec?.type) !== "ExternalName";
}

/** Leads the Services that select the pods of these servers to them, by the pods' own ports. */
export function adoptServices(servers: readonly Reachable[], ctx: ConvertContext): void {
  const index = new LabelIndex<Reachable>();
  for (const server of servers) {
    index.add(server.spec.resource.namespace, server.workload.labels, server);
  }
  for (const service of ctx.services.values()) {
    const namespace = namespaceOf(service);
    const { name } = service.metadata;
    const selected = index.matching(namespace, selectorOf(service));
    if (selected.length === 0) continue;
    const known = ctx.aliasMap.get(serviceKey(namespace, name)) ?? [];
    const own = selected.map((server) => server.service);
    const workloads = selected.map((server) => server.workload);
    registerService(service, [...new Set([...known, ...own])], ctx, workloads);
  }
}
