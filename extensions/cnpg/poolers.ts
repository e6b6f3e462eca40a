/**
 * Poolers, which become further names of their Clusters' servers.
 *
 * @see https://cloudnative-pg.io/documentation/current/connection_pooling/
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isExcluded,
  type Manifest,
  namespaceOf,
  type Service,
  serviceKey,
} from "@dekube/engine/pacts";
import { type Cluster, isOperators } from "./cluster.ts";
import { isServiceName, poolerService } from "./cluster_services.ts";
import { mapping, word } from "./read.ts";

/** Name of the Cluster that a Pooler or a Database is for. */
export function clusterOf(manifest: Manifest): string {
  return word(mapping(mapping(manifest.spec).cluster).name);
}

/** Services of a Cluster's Poolers; they lead to its server. */
export function poolerServices(poolers: readonly Manifest[], cluster: Cluster): Service[] {
  return poolers.filter(({ metadata }) => isServiceName(metadata.name))
    .map((pooler) => poolerService(pooler, cluster));
}

/** Says of each Pooler what became of it. */
export function sayPoolers(poolers: readonly Manifest[], ctx: ConvertContext): void {
  for (const pooler of poolers) {
    const resource = idOf(pooler);
    const cluster = clusterOf(pooler);
    if (!isOperators(pooler)) {
      ctx.diagnostics.warn(
        "foreign-kind",
        `the Pooler is of "${word(pooler.apiVersion)}", not of CloudNativePG; it is left out`,
        { resource, path: "apiVersion" },
      );
    } else if (!isServiceName(pooler.metadata.name)) {
      ctx.diagnostics.warn(
        "bad-name",
        `"${pooler.metadata.name}" is no name for a Service, so the Pooler is left out. Rename it`,
        { resource, path: "metadata.name" },
      );
    } else if (ctx.aliasMap.has(serviceKey(namespaceOf(pooler), pooler.metadata.name))) {
      ctx.diagnostics.info(
        "no-pooling",
        "there is no PgBouncer: the Pooler's name leads to the server itself",
        { resource, path: "spec.pgbouncer" },
      );
    } else if (!isExcluded(cluster, ctx.config.exclude)) {
      ctx.diagnostics.warn(
        "missing-cluster",
        `there is no Cluster "${cluster}", so the Pooler's name leads nowhere. Add the Cluster to the manifests`,
        { resource, path: "spec.cluster" },
      );
    }
  }
}
