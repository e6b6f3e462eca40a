/**
 * What servers know of each other: each cluster has one of one shard and one replica, so that tables that are
 * distributed or copied work as they do with several.
 *
 * @module
 */

import { mapping, text } from "@dekube/engine/pacts";
import { bool } from "./bool.ts";
import type { Cluster, Installation } from "./installation.ts";
import { objectName } from "./names.ts";
import type { Files } from "./operator.ts";
import type { SecretVariables } from "./options.ts";
import { configFile, type Element, element, isElementName } from "./xml.ts";

/** The variable with the secret by which servers of a cluster know each other. */
const VARIABLE = "CLICKHOUSE_INTERNODE_CLUSTER_SECRET";

/** Clusters, and those that the operator makes of all of them. */
export function remoteServers(
  installation: Installation,
  variables: SecretVariables,
): Files {
  const { clusters } = installation;
  const replicas = clusters.map(replicaOf);
  const secrets = clusters.map((cluster) => clusterSecretElement(cluster, installation, variables));
  const shards = clusters.map((cluster, index) => shardOf(cluster, replicas[index]));
  return {
    "chop-generated-remote_servers.xml": configFile([
      element("remote_servers", [
        ...clusters.flatMap(({ name }, index) =>
          isElementName(name) ? [element(name, [...secrets[index], shards[index]])] : []
        ),
        element("all-replicated", [
          element("shard", [element("internal_replication", "true"), ...replicas]),
        ]),
        element("all-sharded", [
          ...secrets[0],
          ...replicas.map((replica) =>
            element("shard", [element("internal_replication", "false"), replica])
          ),
        ]),
        element("all-clusters", shards),
      ]),
    ]),
  };
}

function shardOf({ isReplicatedByTables, weight }: Cluster, replica: Element): Element {
  return element("shard", [
    element("internal_replication", String(isReplicatedByTables)),
    ...(weight === undefined ? [] : [element("weight", String(weight))]),
    replica,
  ]);
}

function replicaOf({ server }: Cluster): Element {
  const { isSecure, ports, service } = server;
  return element("replica", [
    element("host", service),
    element("port", String(ports.get(isSecure ? "secureclient" : "tcp") ?? 9000)),
    element("secure", isSecure ? "1" : "0"),
  ]);
}

/** The secret by which servers of a cluster know each other. */
export function clusterSecretElement(
  cluster: Cluster,
  installation: Installation,
  variables: SecretVariables,
): Element[] {
  const { value, valueFrom } = mapping(cluster.spec.secret);
  if (text(value) !== "") return [element("secret", text(value))];
  const { name, key } = mapping(mapping(valueFrom).secretKeyRef);
  const reference = text(name) !== ""
    ? { name: text(name), key: text(key) }
    : hasOwnSecret(cluster)
    ? { name: ownSecretName(cluster, installation), key: "secret" }
    : undefined;
  if (!reference) return [];
  const variable = variables.named(VARIABLE, reference);
  return [{ name: "secret", attributes: { from_env: variable } }];
}

/** Whether the operator makes up the secret. */
export function hasOwnSecret({ spec }: Cluster): boolean {
  const { auto, value, valueFrom } = mapping(spec.secret);
  const isNamed = text(value) !== "" || text(mapping(mapping(valueFrom).secretKeyRef).name) !== "";
  return !isNamed && bool(auto) === true;
}

/** What the Secret with it is called. */
export function ownSecretName({ name }: Cluster, installation: Installation): string {
  return objectName(`${installation.name}-${name}-auto-secret`);
}
