/**
 * Which broker each object of a topology is declared in.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  namespaceOf,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import type { Cluster } from "../cluster.ts";
import { TOPOLOGY } from "../kinds.ts";

/** What is declared in a broker, by kind. */
export type Declared = Readonly<Record<keyof typeof TOPOLOGY, readonly Manifest[]>>;

/** Names the namespaces whose objects a broker takes. */
const ALLOWED = "rabbitmq.com/topology-allowed-namespaces";

/** The objects of all kinds by the broker that they refer to. What refers to none is said. */
export function declaredIn(
  clusters: readonly Cluster[],
  objects: ObjectIndex,
  ctx: ControllerContext,
): ReadonlyMap<Cluster, Declared> {
  const byName = new Map(
    clusters.map((cluster) => [keyOf(cluster.namespace, cluster.name), cluster]),
  );
  const kinds = Object.entries(TOPOLOGY) as [keyof Declared, string][];
  const none = () =>
    Object.fromEntries(kinds.map(([name]) => [name, []])) as unknown as Record<
      keyof Declared,
      Manifest[]
    >;
  const declared = new Map(clusters.map((cluster) => [cluster, none()]));
  for (const [name, kind] of kinds) {
    for (const object of objects.of(kind)) {
      const cluster = clusterOf(object, byName, ctx);
      if (cluster) declared.get(cluster)![name].push(object);
    }
  }
  return declared;
}

/** No name holds what JSON puts between. */
function keyOf(namespace: string, name: string): string {
  return JSON.stringify([namespace, name]);
}

function clusterOf(
  object: Manifest,
  byName: ReadonlyMap<string, Cluster>,
  { report }: ControllerContext,
): Cluster | undefined {
  const reference = mapping(mapping(object.spec).rabbitmqClusterReference);
  const own = namespaceOf(object);
  const name = text(reference.name);
  const namespace = text(reference.namespace) || own;
  const path = "spec.rabbitmqClusterReference";
  const connection = text(mapping(reference.connectionSecret).name);
  if (name === "" && connection !== "") {
    report(object, `${path}.connectionSecret`).warn(
      "outside-broker",
      `the Secret "${connection}" leads to a broker that is not among the manifests, in which nothing is declared. Name a RabbitmqCluster of the manifests, or declare it there yourself`,
    );
    return undefined;
  }
  const cluster = byName.get(keyOf(namespace, name));
  if (!cluster) {
    report(object, path).warn(
      "missing-broker",
      `there is no RabbitmqCluster "${name}"${
        namespace === "" ? "" : ` in ${namespace}`
      }, so it is declared nowhere. Add the RabbitmqCluster to the manifests`,
    );
    return undefined;
  }
  if (namespace !== own && !isAllowed(own, cluster)) {
    report(object, `${path}.namespace`).warn(
      "refused-namespace",
      `the RabbitmqCluster "${name}" takes nothing from the namespace ${own}, so it is not declared. Name ${own} in its annotation ${ALLOWED}`,
    );
    return undefined;
  }
  return cluster;
}

function isAllowed(namespace: string, { cr }: Cluster): boolean {
  const names = text(cr.metadata.annotations?.[ALLOWED]).split(",").map((name) => name.trim());
  return names.includes("*") || names.includes(namespace);
}
