/**
 * Connection poolers, which become further names of the server.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/#connection-pooler
 * @module
 */

import { isMapping, type Manifest, textMap } from "@dekube/engine/pacts";
import { withPassage } from "@dekube/engine/pacts/ingress";
import type { Cluster } from "./cluster.ts";

/** Whether the cluster has a pooler before its primary. */
function hasPooler({ spec }: Pick<Cluster, "spec">): boolean {
  return isMapping(spec.connectionPooler)
    ? spec.enableConnectionPooler !== false
    : spec.enableConnectionPooler === true;
}

/** Names of the cluster's poolers, each of which is a Service's. */
export function poolerNames(cluster: Pick<Cluster, "spec" | "name">): string[] {
  return [
    ...hasPooler(cluster) ? [`${cluster.name}-pooler`] : [],
    ...cluster.spec.enableReplicaConnectionPooler === true ? [`${cluster.name}-pooler-repl`] : [],
  ];
}

/** Whether the cluster has any pooler, and with it its user. */
export function isPooled(cluster: Pick<Cluster, "spec" | "name">): boolean {
  return poolerNames(cluster).length > 0;
}

/** The Service of a pooler: PgBouncer's pods, which policies may guard, do not run here. */
export function throughPooler(service: Manifest, { labels, spec }: Cluster): Manifest {
  return withPassage(service, {
    labels: {
      ...labels,
      application: "db-connection-pooler",
      "connection-pooler": service.metadata.name,
    },
    annotations: textMap(spec.podAnnotations),
  });
}
