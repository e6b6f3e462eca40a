/**
 * What takes the place of the operators' resources.
 *
 * @module
 */

import { type ControllerContext, type Manifest, ObjectIndex } from "@dekube/engine/pacts";
import { failoverObjects } from "./failover.ts";
import { CLUSTER, FAILOVER, REDIS, REPLICATION, SENTINEL } from "./kinds.ts";
import {
  clusterObjects,
  replicationObjects,
  sentinelObjects,
  standaloneObjects,
} from "./opstree.ts";
import { isClear } from "./unclear.ts";

/** New objects by the resource whose place they take. */
export function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map<Manifest, Manifest[]>();
  const make = (kind: string, of: (cr: Manifest) => Manifest[]) => {
    for (const cr of objects.of(kind)) made.set(cr, isClear(cr, ctx) ? of(cr) : []);
  };
  make(REDIS, (cr) => standaloneObjects(cr, ctx));
  make(REPLICATION, (cr) => replicationObjects(cr, ctx));
  make(CLUSTER, (cr) => clusterObjects(cr, ctx));
  make(SENTINEL, (cr) => sentinelObjects(cr, objects, ctx));
  make(FAILOVER, (cr) => failoverObjects(cr, ctx));
  return made;
}
