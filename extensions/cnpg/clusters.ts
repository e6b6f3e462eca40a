/**
 * All Clusters of a conversion, with what names them.
 *
 * @module
 */

import { type ConvertContext, isExcluded, type Manifest } from "@dekube/engine/pacts";
import { type Cluster, readCluster } from "./cluster.ts";
import { clusterOf } from "./cluster_reference.ts";
import { convertCluster } from "./convert_cluster.ts";
import { credentialsOf } from "./credentials.ts";
import { DATABASE, DATABASE_ROLE, POOLER } from "./kinds.ts";
import { leadReplicasToPrimary } from "./replica_services.ts";

/** Converts Clusters; returns those that run. */
export function convertClusters(manifests: readonly Manifest[], ctx: ConvertContext): Cluster[] {
  const databases = byCluster(DATABASE, ctx);
  const databaseRoles = byCluster(DATABASE_ROLE, ctx);
  const poolers = byCluster(POOLER, ctx);
  const taken = takenNames(ctx);
  const converted: Cluster[] = [];
  for (const manifest of manifests) {
    const cluster = readCluster(manifest, ctx);
    if (!cluster) continue;
    if (isExcluded(cluster.name, ctx.config.exclude)) {
      // What takes its place is still asked for by the Secrets.
      credentialsOf(cluster, ctx);
      continue;
    }
    convertCluster(cluster, {
      // The operator's own name for its first pod, where a workload or Service has the Cluster's.
      podName: taken.has(cluster.name) ? `${cluster.name}-1` : cluster.name,
      databases: databases.get(manifest) ?? [],
      databaseRoles: databaseRoles.get(manifest) ?? [],
      poolers: poolers.get(manifest) ?? [],
    }, ctx);
    converted.push(cluster);
  }
  leadReplicasToPrimary(ctx);
  return converted;
}

/** Objects of a kind by the Cluster that they are for. */
function byCluster(kind: string, ctx: ConvertContext): Map<Manifest | undefined, Manifest[]> {
  return Map.groupBy(ctx.manifests.of(kind), (manifest) => clusterOf(manifest, ctx));
}

/** Names that mean something else to other containers, in whatever namespace. */
function takenNames(ctx: ConvertContext): Set<string> {
  const workloads = [...ctx.workloads].map(({ id }) => id.name);
  const services = [...ctx.services.values()].map(({ metadata }) => metadata.name);
  return new Set([...workloads, ...services]);
}
