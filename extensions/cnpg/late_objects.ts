/**
 * Databases and roles that come to no Cluster.
 *
 * @module
 */

import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
import { clusterName, clusterOf } from "./cluster_reference.ts";

/** Says which Databases and DatabaseRoles are for no Cluster, or for one of those that were set up `earlier`. */
export function sayLeftOutObjects(
  manifests: readonly Manifest[],
  earlier: ReadonlySet<Manifest>,
  ctx: ConvertContext,
): void {
  for (const manifest of manifests) {
    const { kind } = manifest;
    const cluster = clusterOf(manifest, ctx);
    const report = ctx.report(manifest, "spec.cluster");
    if (!cluster) {
      report.warn(
        "missing-cluster",
        `there is no Cluster "${
          clusterName(manifest)
        }", so the ${kind} is left out. Add the Cluster to the manifests`,
      );
    } else if (earlier.has(cluster)) {
      report.warn(
        kind === "Database" ? "late-database" : "late-role",
        `an extension added the ${kind} after the Cluster "${cluster.metadata.name}" was set up, so it is left out. That extension's author should have it run before "cnpg"`,
      );
    }
  }
}
