/**
 * The Services that the operator makes, by its names.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  textMap,
} from "@dekube/engine/pacts";
import { type Cluster, owned } from "./cluster.ts";
import { balancerOf, type Entrance, entrancesOf, hasRoute, strictest } from "./entrances.ts";
import type { Listener } from "./listeners.ts";
import { selectorOf } from "./server.ts";
import { ADMIN_PORT } from "./server_properties.ts";

/** Services of a cluster. */
export function servicesOf(
  cluster: Cluster,
  listeners: readonly Listener[],
  ctx: Pick<ControllerContext, "config">,
): Manifest[] {
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
    ...listeners.filter(({ type }) => type !== "internal").flatMap(servicesBeside),
  ];

  /** Those of a listener of its own. One of them has the port of the machine: that which lets in the fewest. */
  function servicesBeside(listener: Listener): Manifest[] {
    const { bootstrap, brokers } = entrancesOf(cluster, listener);
    const made = (own: string, isPublished: boolean, entrance: Entrance) =>
      service(
        own,
        spec(listener, isPublished, entrance),
        hasRoute(listener) ? {} : { metadata: entrance },
      );
    const forAll = `${name}-kafka-${listener.name}-bootstrap`;
    const forNode = `${set}-${listener.name}-0`;
    const published = [
      ...bootstrap ? [made(forAll, true, bootstrap)] : [],
      ...brokers.map((broker) => made(forNode, true, broker)),
    ];
    const front = strictest(published, ctx) ?? published[0];
    return [
      ...bootstrap && front.metadata.name !== forAll ? [made(forAll, false, bootstrap)] : [],
      front,
      ...front.metadata.name === forNode ? [] : [made(forNode, false, brokers[0])],
    ];
  }

  function service(own: string, fields: Mapping, given: unknown = {}): Manifest {
    const metadata = mapping(mapping(given).metadata);
    const base = owned(cluster, own);
    return {
      apiVersion: "v1",
      kind: "Service",
      metadata: {
        ...base,
        labels: { ...base.labels, ...textMap(metadata.labels) },
        annotations: textMap(metadata.annotations),
      },
      spec: { type: "ClusterIP", selector: selectorOf(cluster), ...fields },
    };
  }
}

/** Ports of a listener's own Service; the one that is published leads to the machine's port. */
function spec(listener: Listener, isPublished: boolean, entrance: Entrance): Mapping {
  const { outside, name, port } = listener;
  const front = isPublished ? outside : undefined;
  return {
    ...(front ? balancerOf(listener, entrance) : {}),
    ports: [{ name: `tcp-${name}`, port: front?.port ?? port, targetPort: port }],
  };
}
