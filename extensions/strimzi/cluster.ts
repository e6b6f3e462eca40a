/**
 * A cluster of Kafka, read once: here it is one node, which is broker and controller.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  namespaceOf,
  type ObjectIndex,
  text,
  texts,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { imageOf } from "./images.ts";
import { CLUSTER_LABEL, NODE_POOL, TOPIC, USER } from "./kinds.ts";

/** A cluster. */
export interface Cluster {
  /** The Kafka. */
  manifest: Manifest;
  /** Its name. */
  name: string;
  /** Its namespace. */
  namespace: string;
  /** `spec`. */
  spec: Mapping;
  /** `spec.kafka`. */
  kafka: Mapping;
  /** The pool whose node there is; `undefined` where the Kafka itself says what its nodes are. */
  pool?: Manifest;
  /** What the node is made of: the pool's fields, the Kafka's where the pool lacks them. */
  node: Mapping;
  /** All pools. */
  pools: readonly Manifest[];
  /** Name of what runs the node: the pod's, without its number. */
  set: string;
  /** Image. */
  image: string;
  /** Its topics. */
  topics: readonly Manifest[];
  /** Its users. */
  users: readonly Manifest[];
  /** Whether certificates are issued here. */
  issues: boolean;
}

/** Reads a Kafka with what belongs to it. */
export function readCluster(
  manifest: Manifest,
  objects: ObjectIndex,
  ctx: ControllerContext,
): Cluster {
  const { name } = manifest.metadata;
  const namespace = namespaceOf(manifest);
  const spec = mapping(manifest.spec);
  const kafka = mapping(spec.kafka);
  const own = (kind: string) =>
    objects.of(kind).filter((object) =>
      namespaceOf(object) === namespace && clusterOf(object) === name
    );
  const pools = own(NODE_POOL);
  const pool = pools.find(({ spec }) => texts(mapping(spec).roles).includes("broker")) ?? pools[0];
  return {
    manifest,
    name,
    namespace,
    spec,
    kafka,
    ...pool ? { pool } : {},
    node: { ...kafka, ...mapping(pool?.spec) },
    pools,
    set: `${name}-${pool?.metadata.name ?? "kafka"}`,
    image: imageOf(manifest, kafka, "spec.kafka.version", ctx),
    topics: own(TOPIC),
    users: own(USER),
    issues: mapping(ctx.config.extensions["cert-manager"]).enabled !== false,
  };
}

/** The cluster that a label says something belongs to. */
export function clusterOf({ metadata }: Manifest): string {
  return text(mapping(metadata.labels)[CLUSTER_LABEL]);
}

/** Says what was more than one. */
export function sayOneNode(cluster: Cluster, ctx: ControllerContext): void {
  const { manifest, pools, kafka, spec, set } = cluster;
  const nodes = pools.length > 0
    ? pools.map(({ spec }) => wholeNumber(mapping(spec).replicas) ?? 1)
    : [wholeNumber(kafka.replicas) ?? 1];
  const count = nodes.reduce((one, other) => one + other, 0);
  if (count > 1) {
    ctx.report(manifest, "spec.kafka").info(
      "one-node",
      `${count} nodes become one, "${set}-0", which is broker and controller: the host is the only one that could fail. So topics have one replica, whatever their settings ask for`,
    );
  }
  if (spec.zookeeper) {
    ctx.report(manifest, "spec.zookeeper").info(
      "no-zookeeper",
      "the cluster keeps its metadata itself (KRaft), as all do since Kafka 4, so there is no ZooKeeper, and none of its names. Data of a live cluster that has one can't be brought as it is",
    );
  }
  for (const field of ["quotas", "tieredStorage"]) {
    if (!kafka[field]) continue;
    ctx.report(manifest, `spec.kafka.${field}`).warn(
      "unsupported-field",
      `"${field}" has no effect here, for the plugin that it needs is set up by the operator. Set the server's own settings for it in spec.kafka.config where it has some`,
    );
  }
  sayNoMetrics(manifest, kafka, "spec.kafka", ctx);
  for (const field of ["cruiseControl", "kafkaExporter", "jmxTrans"]) {
    if (!spec[field]) continue;
    ctx.report(manifest, `spec.${field}`).info(
      "left-out",
      field === "cruiseControl"
        ? "there is one node, so nothing is there to balance, and no Cruise Control"
        : `there is no ${field} here. Add one to the manifests as a Deployment where its metrics are needed`,
    );
  }
}

/** Says that a program has no exporter of metrics. */
export function sayNoMetrics(
  manifest: Manifest,
  { metricsConfig }: Mapping,
  path: string,
  ctx: ControllerContext,
): void {
  if (!metricsConfig) return;
  ctx.report(manifest, `${path}.metricsConfig`).info(
    "no-metrics",
    "there is no exporter of metrics here, so nothing answers at the port 9404. Add kafka-exporter to the manifests as a Deployment where they are needed",
  );
}

/** Metadata of what belongs to a cluster. */
export function owned({ name, namespace }: Pick<Cluster, "name" | "namespace">, own: string) {
  const labels: Record<string, string> = { [CLUSTER_LABEL]: name };
  return { name: own, ...(namespace === "" ? {} : { namespace }), labels };
}

/** The name of a Service as the operator writes it. */
export function hostOf({ namespace }: Pick<Cluster, "namespace">, service: string): string {
  return namespace === "" ? service : `${service}.${namespace}.svc`;
}

/** The name of the node, by which brokers tell clients to find it. */
export function nodeHost(cluster: Cluster): string {
  return hostOf(cluster, `${cluster.set}-0.${cluster.name}-kafka-brokers`);
}

/** Items that are mappings, each with where it stands. */
export function placed(value: unknown, path: string): { item: Mapping; path: string }[] {
  return mappings(value).map((item, index) => ({ item, path: `${path}[${index}]` }));
}
