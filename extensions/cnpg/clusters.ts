/**
 * All Clusters of a conversion, with what names them.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isExcluded,
  type Manifest,
  namespaceOf,
  serviceKey,
} from "@dekube/engine/pacts";
import { isOperators, readCluster } from "./cluster.ts";
import { convertCluster } from "./convert_cluster.ts";
import { credentialsOf } from "./credentials.ts";
import { imageCatalogs } from "./image.ts";
import { connectDeclaredServices } from "./declared_services.ts";
import { clusterOf, poolerServices } from "./poolers.ts";

/** Converts the Clusters; of the kinds that describe them says what is not the operator's, or names none. */
export function indexClusters(
  kind: string,
  manifests: readonly Manifest[],
  ctx: ConvertContext,
): void {
  const own = manifests.filter((manifest) => {
    if (isOperators(manifest)) return true;
    ctx.diagnostics.warn(
      "foreign-kind",
      `the ${kind} is of "${manifest.apiVersion ?? ""}", not of CloudNativePG; it is left out`,
      { resource: idOf(manifest), path: "apiVersion" },
    );
    return false;
  });
  if (kind === "Cluster") convertClusters(own, ctx);
  if (kind === "Database") sayLostDatabases(own, ctx);
}

function convertClusters(manifests: readonly Manifest[], ctx: ConvertContext): void {
  const catalogs = imageCatalogs(ctx);
  const databases = byCluster("Database", ctx);
  const poolers = byCluster("Pooler", ctx);
  const taken = takenNames(ctx);
  for (const manifest of manifests) {
    const cluster = readCluster(manifest, catalogs, ctx);
    if (!cluster) continue;
    if (isExcluded(cluster.name, ctx.config.exclude)) {
      // What takes its place is still asked for by the Secrets.
      credentialsOf(cluster, ctx);
      continue;
    }
    const key = keyOf(manifest, cluster.name);
    // The operator's own name for its first pod, where a workload or Service has the Cluster's.
    const podName = taken.has(cluster.name) ? `${cluster.name}-1` : cluster.name;
    convertCluster(cluster, {
      podName,
      databases: databases.get(key) ?? [],
      poolers: poolerServices(poolers.get(key) ?? [], cluster),
    }, ctx);
  }
  connectDeclaredServices(ctx);
}

/** Names that mean something else to other containers, in whatever namespace. */
function takenNames(ctx: ConvertContext): Set<string> {
  const workloads = [...ctx.workloads].map(({ id }) => id.name);
  const services = [...ctx.services.values()].map(({ metadata }) => metadata.name);
  return new Set([...workloads, ...services]);
}

function sayLostDatabases(databases: readonly Manifest[], ctx: ConvertContext): void {
  const clusters = new Set(
    (ctx.manifests.get("Cluster") ?? []).filter(isOperators)
      .map((cluster) => keyOf(cluster, cluster.metadata.name)),
  );
  for (const database of databases) {
    const name = clusterOf(database);
    if (clusters.has(keyOf(database, name))) continue;
    ctx.diagnostics.warn(
      "missing-cluster",
      `there is no Cluster "${name}", so the Database is left out. Add the Cluster to the manifests`,
      { resource: idOf(database), path: "spec.cluster" },
    );
  }
}

/** Objects of a kind by the Cluster that they name, which is in their own namespace. */
function byCluster(kind: string, ctx: ConvertContext): Map<string, Manifest[]> {
  return Map.groupBy(
    (ctx.manifests.get(kind) ?? []).filter(isOperators),
    (manifest) => keyOf(manifest, clusterOf(manifest)),
  );
}

function keyOf(manifest: Manifest, cluster: string): string {
  return serviceKey(namespaceOf(manifest), cluster);
}
