/**
 * The Services that the operator makes, by its names.
 *
 * @module
 */

import { type Manifest, type Mapping, mapping } from "@dekube/engine/pacts";
import { type Cluster, owned } from "./cluster.ts";
import type { Listener } from "./listeners.ts";
import { selectorOf } from "./server.ts";
import { ADMIN_PORT } from "./server_properties.ts";

/** Services of a cluster. */
export function servicesOf(cluster: Cluster, listeners: readonly Listener[]): Manifest[] {
  const { name, set, kafka } = cluster;
  const template = mapping(kafka.template);
  const inner = listeners.filter(({ type }) => type === "internal");
  const ports = [
    { name: "tcp-replication", port: ADMIN_PORT },
    ...inner.map((listener) => ({ name: `tcp-${listener.name}`, port: listener.port })),
  ];
  return [
    service(`${name}-kafka-bootstrap`, { ports }, template.bootstrapService),
    service(
      `${name}-kafka-brokers`,
      {
        clusterIP: "None",
        publishNotReadyAddresses: true,
        ports: [{ name: "tcp-ctrlplane", port: 9090 }, ...ports],
      },
      template.brokersService,
    ),
    ...listeners.filter(({ type }) => type !== "internal").flatMap((listener) => [
      service(`${name}-kafka-${listener.name}-bootstrap`, spec(listener, true)),
      service(`${set}-${listener.name}-0`, spec(listener, false)),
    ]),
  ];

  function service(own: string, fields: Mapping, given: unknown = {}): Manifest {
    const metadata = mapping(mapping(given).metadata);
    const base = owned(cluster, own);
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        ...base,
        labels: { ...base.labels, ...mapping(metadata.labels) as Record<string, string> },
        annotations: mapping(metadata.annotations) as Record<string, string>,
      },
      spec: { type: "ClusterIP", selector: selectorOf(cluster), ...fields },
    };
  }
}

/** The first Service of a listener for clients outside has a port of the machine. */
function spec({ outside, name, port, configuration }: Listener, isPublished: boolean): Mapping {
  const { loadBalancerSourceRanges } = configuration;
  return {
    ...(outside && isPublished
      ? { type: "LoadBalancer", ...(loadBalancerSourceRanges ? { loadBalancerSourceRanges } : {}) }
      : {}),
    ports: [{
      name: `tcp-${name}`,
      port: outside && isPublished ? outside.port : port,
      targetPort: port,
    }],
  };
}
