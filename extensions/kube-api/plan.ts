/**
 * What the status of objects is to follow: which container is which pod, and what shows that it is ready.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  items,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  networkOwner,
  ownedServices,
  text,
  textMap,
} from "@dekube/engine/pacts";
import {
  type Container,
  iterNamedContainers,
  podDomain,
  podName,
  runsToEnd,
  type Workload,
} from "@dekube/engine/pacts/kubernetes";
import { placeOf } from "./accounts.ts";
import { type ApiObject, plainSpec, servedVersion } from "./objects.ts";

/** What is to be asked of a pod. */
type Probe =
  | { kind: "http"; port: number; path: string; https: boolean; headers: Record<string, string> }
  | { kind: "tcp"; ports: number[] };

/** A pod that Compose runs. */
export interface PlannedPod {
  /** The object that stands for it. */
  object: ApiObject;
  /** Its name on the network. */
  host?: string;
  /** Services of its containers, by the containers' names. */
  containers: Record<string, string>;
  /** All of these answer where it is ready. */
  probes: Probe[];
  /** Whether it ends by itself. */
  runsToEnd: boolean;
}

/** A Job whose end is noted. */
export interface PlannedJob {
  /** Its namespace. */
  namespace: string;
  /** Its name. */
  name: string;
  /** Name of its pod. */
  pod: string;
  /** The service that runs it. */
  service: string;
}

/** All that is followed. */
export interface Plan {
  /** Pods. */
  pods: PlannedPod[];
  /** What has pods: each with the index of its own, where Compose runs it. */
  workloads: { apiVersion: string; kind: string; namespace: string; name: string; pod?: number }[];
  /** Services that lead to pods. */
  services: PlannedService[];
}

/** A Service that leads to pods. */
interface PlannedService {
  namespace: string;
  name: string;
  labels: Record<string, string>;
  pods: { pod: number; ports: Mapping[] }[];
  publishNotReady: boolean;
}

/** Kinds whose status says how many of their pods there are. */
const COUNTED = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "ReplicaSet",
  "ReplicationController",
  "Job",
];

/** The name that all pods have of the machine: what `spec.nodeName` is in their environment. */
const NODE = "localhost";

/** What is followed, of the services that were made, and the Jobs among it. */
export function planOf(
  services: Readonly<Record<string, ComposeService>>,
  ctx: Pick<ConvertContext, "names" | "services" | "workloads" | "manifests">,
): { plan: Plan; jobs: PlannedJob[] } {
  const servicesOf = ownedServices(services, ctx);
  const pods: PlannedPod[] = [];
  const indexes = new Map<string, number>();
  const jobs: PlannedJob[] = [];
  const names = new Set<string>();
  for (const workload of ctx.workloads) {
    const own = servicesOf(workload.id);
    if (!own) continue;
    const object = podObject(workload, names);
    const host = networkOwner(services, own.main);
    const named = [...iterNamedContainers(workload, ctx.names.service(workload.id))]
      .filter(({ serviceName, role }) => role !== "init" && Object.hasOwn(services, serviceName));
    indexes.set(keyOf(workload.id), pods.length);
    pods.push({
      object,
      ...(host === undefined ? {} : { host }),
      containers: Object.fromEntries(
        named.map(({ container, serviceName }) => [text(container.name), serviceName]),
      ),
      probes: named.flatMap(({ container }) => probeOf(container) ?? []),
      runsToEnd: runsToEnd(workload),
    });
    if (workload.id.kind === "Job" && workload.id.group === undefined) {
      jobs.push({
        namespace: placeOf(workload.id.namespace),
        name: workload.id.name,
        pod: object.metadata.name,
        service: own.main,
      });
    }
  }
  const plan = {
    pods,
    workloads: COUNTED.flatMap((kind) =>
      ctx.manifests.of(kind).map((manifest) => {
        const { name } = manifest.metadata;
        const namespace = namespaceOf(manifest);
        const pod = indexes.get(keyOf({ kind, namespace, name }));
        return {
          apiVersion: servedVersion(kind)!,
          kind,
          namespace: placeOf(namespace),
          name,
          ...(pod === undefined ? {} : { pod }),
        };
      })
    ),
    services: plannedServices(indexes, ctx),
  };
  return { plan, jobs };
}

function plannedServices(
  indexes: ReadonlyMap<string, number>,
  ctx: Pick<ConvertContext, "services">,
): PlannedService[] {
  return [...ctx.services.values()].flatMap((service) => {
    const spec = mapping(service.spec);
    if (Object.keys(mapping(spec.selector)).length === 0 || spec.type === "ExternalName") return [];
    const ports = mappings(spec.ports).flatMap(({ name, port, protocol }) => {
      const target = ctx.services.targetPort(service, Number(port));
      return target === undefined
        ? []
        : [{ ...(text(name) ? { name } : {}), port: target, protocol: text(protocol) || "TCP" }];
    });
    const pods = ctx.services.selected(service).flatMap(({ id }) => {
      const pod = indexes.get(keyOf(id));
      return pod === undefined ? [] : [{ pod, ports }];
    });
    return [{
      namespace: placeOf(namespaceOf(service)),
      name: service.metadata.name,
      labels: textMap(service.metadata.labels),
      pods,
      publishNotReady: spec.publishNotReadyAddresses === true,
    }];
  });
}

/** The Pod of a workload: under the name that it is told. */
function podObject(workload: Workload, names: Set<string>): ApiObject {
  const { id, pod, labels, annotations } = workload;
  const namespace = placeOf(id.namespace);
  let name = podName(workload);
  if (names.has(`${namespace}/${name}`)) name = `${name}-${id.kind.toLowerCase()}`;
  names.add(`${namespace}/${name}`);
  const spec = plainSpec(pod);
  const volumes = [...mappings(spec.volumes), ...claimsOf(workload, name)];
  const { host, subdomain } = podDomain(workload);
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name,
      namespace,
      ...(Object.keys(labels).length > 0 ? { labels } : {}),
      ...(Object.keys(annotations).length > 0 ? { annotations } : {}),
    },
    spec: {
      ...spec,
      ...(volumes.length > 0 ? { volumes } : {}),
      nodeName: NODE,
      ...(host === "" ? {} : { hostname: host }),
      ...(subdomain === "" ? {} : { subdomain }),
    },
  };
}

/** The volumes that a StatefulSet's controller gives its pods. */
function claimsOf({ id, manifest }: Workload, pod: string): Mapping[] {
  if (id.kind !== "StatefulSet") return [];
  return mappings(mapping(manifest.spec).volumeClaimTemplates).map(({ metadata }) => {
    const name = text(mapping(metadata).name);
    return { name, persistentVolumeClaim: { claimName: `${name}-${pod}` } };
  });
}

/** What shows that a container is ready. What only a command could tell, its ports have to. */
function probeOf(container: Container): Probe | undefined {
  const probe = mapping(container.readinessProbe);
  if (Object.keys(probe).length === 0) return undefined;
  const { httpGet, tcpSocket, grpc } = probe;
  const http = mapping(httpGet);
  const port = portOf(http.port ?? mapping(tcpSocket).port ?? mapping(grpc).port, container);
  if (port === undefined) {
    const ports = items(container.ports)
      .filter(({ protocol }) => (text(protocol) || "TCP") === "TCP")
      .flatMap(({ containerPort }) => portOf(containerPort, container) ?? []);
    return ports.length > 0 ? { kind: "tcp", ports } : undefined;
  }
  if (!httpGet || text(http.host) !== "") return { kind: "tcp", ports: [port] };
  const path = text(http.path);
  return {
    kind: "http",
    port,
    path: path.startsWith("/") ? path : `/${path}`,
    https: text(http.scheme).toUpperCase() === "HTTPS",
    headers: Object.fromEntries(
      mappings(http.httpHeaders).map(({ name, value }) => [text(name), text(value)]),
    ),
  };
}

function portOf(port: unknown, container: Container): number | undefined {
  const number = Number(text(port));
  if (Number.isInteger(number) && number > 0 && number < 65536) return number;
  const named = items(container.ports).find(({ name }) => text(name) !== "" && name === port);
  return named && portOf(named.containerPort, container);
}

function keyOf(
  { group = "", kind, namespace, name }: {
    group?: string;
    kind: string;
    namespace: string;
    name: string;
  },
): string {
  return JSON.stringify([group, kind, namespace, name]);
}
