/**
 * Labels by which the operator's objects are known.
 *
 * @module
 */

import { textMap } from "@dekube/engine/pacts";
import type { Cluster, Installation } from "./installation.ts";
import { part } from "./names.ts";

/** What selects all servers of an installation. */
export function selectorOf({ program, name, namespace }: Installation): Record<string, string> {
  const { group, prefix } = program;
  return {
    ...(namespace === "" ? {} : { [`${group}/namespace`]: part(namespace, 63) }),
    [`${group}/app`]: "chop",
    [`${group}/${prefix}`]: part(name, 63),
  };
}

/** What selects the server of a cluster. */
export function serverSelector(
  installation: Installation,
  cluster: Cluster,
): Record<string, string> {
  const { group } = installation.program;
  return {
    ...clusterSelector(installation, cluster),
    [`${group}/shard`]: part(cluster.server.shard, 63),
    [`${group}/replica`]: part(cluster.server.replica, 63),
  };
}

/** What selects the servers of a cluster. */
export function clusterSelector(
  installation: Installation,
  { name }: Cluster,
): Record<string, string> {
  return {
    ...selectorOf(installation),
    [`${installation.program.group}/cluster`]: part(name, 63),
  };
}

/** What pods that may be connected to are marked with. */
export function ready({ program }: Installation): Record<string, string> {
  return { [`${program.group}/ready`]: "yes" };
}

/** The labels of an object: those of the resource are handed on. */
export function labelsOf(installation: Installation, cluster?: Cluster): Record<string, string> {
  return {
    ...(cluster ? serverSelector(installation, cluster) : selectorOf(installation)),
    ...textMap(installation.cr.metadata.labels),
  };
}
