/**
 * The Services that the operator makes, which all lead to the one server.
 *
 * @module
 */

import {
  type Manifest,
  type Mapping,
  mapping,
  namespaceOf,
  objectBeside,
  serviceBeside,
  textMap,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { type Cluster, PORT } from "./cluster.ts";
import { poolerNames, throughPooler } from "./pooler.ts";

/** Whom a Service is for, as the fields and options of its own call it. */
interface Purpose {
  field: "Master" | "Replica" | "MasterPooler" | "ReplicaPooler";
  option: string;
  annotations: unknown;
}

/** Names of all Services that have an address. */
export function serviceNames(cluster: Cluster): string[] {
  return [cluster.name, `${cluster.name}-repl`, ...poolerNames(cluster)];
}

/** The Services of a cluster: its own, `-repl`, `-config`, and those of poolers. */
export function servicesOf(cluster: Cluster): Manifest[] {
  const { name, spec, manifest, labels } = cluster;
  const { masterServiceAnnotations: master, replicaServiceAnnotations: replica } = spec;
  return [
    service(name, { field: "Master", option: "master", annotations: master }),
    service(`${name}-repl`, { field: "Replica", option: "replica", annotations: replica }),
    // Patroni keeps its state in it; no pod is behind it.
    objectBeside(manifest, "Service", `${name}-config`, { spec: { clusterIP: "None" } }, {
      labels,
    }),
    ...poolerNames(cluster).map((pooler) => {
      const isReplica = pooler.endsWith("-repl");
      return throughPooler(
        service(pooler, {
          field: isReplica ? "ReplicaPooler" : "MasterPooler",
          option: isReplica ? "replica_pooler" : "master_pooler",
          annotations: isReplica ? replica : master,
        }, pooler),
        cluster,
      );
    }),
  ];

  function service(
    serviceName: string,
    purpose: Purpose,
    port = "postgresql",
  ): Manifest {
    const made = serviceBeside(manifest, serviceName, cluster.selector, [{
      name: port,
      port: PORT,
    }], {
      labels: { ...labels, ...cluster.selector },
      annotations: {
        ...cluster.options.map("custom_service_annotations"),
        ...textMap(spec.serviceAnnotations),
        ...textMap(purpose.annotations),
      },
    });
    return { ...made, spec: { ...mapping(made.spec), ...exposure(purpose, port) } };
  }

  /** What opens a Service to the outside. Without a list, the operator lets nobody in but the machine itself. */
  function exposure({ field, option }: Purpose, port: string): Mapping {
    const isOn = (kind: "NodePort" | "LoadBalancer", fallback: string) => {
      const said = spec[`enable${field}${kind}`];
      return typeof said === "boolean" ? said : cluster.options.flag(fallback, false);
    };
    if (isOn("NodePort", `enable_${option}_node_port`)) {
      const number = field.replace(/^./, (letter) => letter.toLowerCase());
      const nodePort = wholeNumber(spec[`${number}NodePort`]) ?? 0;
      return {
        type: "NodePort",
        ports: [{
          name: port,
          port: PORT,
          targetPort: PORT,
          protocol: "TCP",
          ...(nodePort > 0 ? { nodePort } : {}),
        }],
      };
    }
    if (!isOn("LoadBalancer", `enable_${option}_load_balancer`)) return {};
    const ranges = texts(spec.allowedSourceRanges).filter((range) => range !== "");
    return {
      type: "LoadBalancer",
      loadBalancerSourceRanges: ranges.length > 0 ? ranges : ["127.0.0.1/32"],
    };
  }
}

/**
 * Services of the manifests that are for replicas of clusters, by the clusters' namespaces and names.
 *
 * @param label The label that has a cluster's name.
 */
export function replicaServices(
  services: readonly Manifest[],
  label: string,
): ReadonlyMap<string, Manifest[]> {
  return Map.groupBy(
    services.filter((service) => Object.values(selectorOf(service)).includes("replica")),
    (service) => keyOf(namespaceOf(service), selectorOf(service)[label] ?? ""),
  );
}

/** Those of a cluster, led to its server. */
export function ledToPrimary(
  services: ReadonlyMap<string, Manifest[]>,
  { namespace, name, selector }: Cluster,
): [Manifest, Manifest][] {
  return (services.get(keyOf(namespace, name)) ?? []).map((service) => {
    const led = Object.entries(selectorOf(service)).map(([key, value]) => [
      key,
      value === "replica" && Object.hasOwn(selector, key) ? selector[key] : value,
    ]);
    const spec = { ...mapping(service.spec), selector: Object.fromEntries(led) };
    return [service, { ...service, spec }];
  });
}

function selectorOf(service: Manifest): Record<string, string> {
  return textMap(mapping(service.spec).selector);
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}
