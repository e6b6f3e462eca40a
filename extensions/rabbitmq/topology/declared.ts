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
      if (cluster && isComplete(name, object, ctx) && isKnown(name, object, cluster, ctx)) {
        declared.get(cluster)![name].push(object);
      }
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

/** Fields without which a broker does not start with an object. */
const NEEDED: Partial<Readonly<Record<keyof Declared, readonly string[]>>> = {
  queue: ["name"],
  exchange: ["name"],
  vhost: ["name"],
  policy: ["name", "pattern"],
  operatorPolicy: ["name", "pattern"],
  federation: ["name"],
  shovel: ["name"],
};

function isComplete(
  kind: keyof Declared,
  object: Manifest,
  { report }: ControllerContext,
): boolean {
  const missing = NEEDED[kind]?.find((field) => text(mapping(object.spec)[field]) === "");
  if (missing === undefined) return true;
  report(object, `spec.${missing}`).warn(
    "incomplete-declaration",
    `it has no ${missing}, so it is not declared. Give it one`,
  );
  return false;
}

/** Plugins by the types of exchanges that they bring. */
const EXCHANGE_PLUGINS: Readonly<Record<string, string>> = {
  "x-consistent-hash": "rabbitmq_consistent_hash_exchange",
  "x-delayed-message": "rabbitmq_delayed_message_exchange",
  "x-jms-topic": "rabbitmq_jms_topic_exchange",
  "x-modulus-hash": "rabbitmq_sharding",
  "x-random": "rabbitmq_random_exchange",
  "x-recent-history": "rabbitmq_recent_history_exchange",
  "x-rtopic": "rabbitmq_rtopic_exchange",
};

/** A broker does not start with an exchange of a type that none of its plugins brings. */
function isKnown(
  kind: keyof Declared,
  object: Manifest,
  { name, plugins }: Cluster,
  { report }: ControllerContext,
): boolean {
  const type = text(mapping(object.spec).type);
  if (kind !== "exchange" || !Object.hasOwn(EXCHANGE_PLUGINS, type)) return true;
  const plugin = EXCHANGE_PLUGINS[type];
  if (plugins.includes(plugin)) return true;
  report(object, "spec.type").warn(
    "missing-plugin",
    `the RabbitmqCluster "${name}" does not have the plugin ${plugin}, so it is not declared. Add the plugin to its spec.rabbitmq.additionalPlugins`,
  );
  return false;
}

function isAllowed(namespace: string, { cr }: Cluster): boolean {
  const names = text(cr.metadata.annotations?.[ALLOWED]).split(",").map((name) => name.trim());
  return names.includes("*") || names.includes(namespace);
}
