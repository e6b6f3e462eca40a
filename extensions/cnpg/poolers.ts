/**
 * Poolers, which become further names of their Clusters' servers.
 *
 * @module
 */

import { type ConvertContext, isExcluded, type Manifest } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { clusterName, clusterOf } from "./cluster_reference.ts";
import { addService, isServiceName, poolerService } from "./cluster_services.ts";
import { passageThrough } from "./pooler_passage.ts";

/** Adds the Services of Poolers, and says of each what became of it. */
export function convertPoolers(
  poolers: readonly Manifest[],
  clusters: ReadonlyMap<Manifest, Cluster>,
  ctx: ConvertContext,
): void {
  for (const pooler of poolers) {
    const { name } = pooler.metadata;
    if (!isServiceName(name)) {
      ctx.report(pooler, "metadata.name").warn(
        "bad-name",
        `"${name}" is no name for a Service, so the Pooler is left out. Rename it`,
      );
      continue;
    }
    const manifest = clusterOf(pooler, ctx);
    const cluster = manifest && clusters.get(manifest);
    if (cluster) {
      addService(poolerService(pooler, cluster), ctx, passageThrough(pooler, cluster));
      ctx.report(pooler, "spec.pgbouncer").info(
        "no-pooling",
        "there is no PgBouncer: the Pooler's name leads to the server itself",
      );
    } else if (!isExcluded(clusterName(pooler), ctx.config.exclude)) {
      ctx.report(pooler, "spec.cluster").warn(
        "missing-cluster",
        `there is no Cluster "${
          clusterName(pooler)
        }", so the Pooler's name leads nowhere. Add the Cluster to the manifests`,
      );
    }
  }
}
