/**
 * What takes the place of the operators' resources.
 *
 * @module
 */

import { type ControllerContext, type Manifest, ObjectIndex } from "@dekube/engine/pacts";
import { altinityObjects } from "./altinity/controller.ts";
import { officialObjects } from "./official/controller.ts";

/** New objects by the resource whose place they take. */
export async function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Promise<Map<Manifest, Manifest[]>> {
  const objects = new ObjectIndex(manifests);
  return new Map([...await altinityObjects(objects, ctx), ...await officialObjects(objects, ctx)]);
}
