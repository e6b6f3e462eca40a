/**
 * What takes the place of the resources of ClickHouse's own operator.
 *
 * @module
 */

import type { ControllerContext, Manifest, ObjectIndex } from "@dekube/engine/pacts";
import { CLUSTER, KEEPER } from "../kinds.ts";
import { clusterObjects } from "./cluster.ts";
import { keeperObjects } from "./keeper.ts";

/** New objects by the resource whose place they take. */
export async function officialObjects(
  objects: ObjectIndex,
  ctx: ControllerContext,
): Promise<Map<Manifest, Manifest[]>> {
  const made = new Map<Manifest, Manifest[]>();
  for (const cr of objects.of(KEEPER)) made.set(cr, keeperObjects(cr, ctx));
  for (const cr of objects.of(CLUSTER)) made.set(cr, await clusterObjects(cr, objects, ctx));
  return made;
}
