/**
 * What a cluster makes of objects that run pods before it runs them.
 *
 * @module
 */

import type { ControllerContext, Manifest } from "@dekube/engine/pacts";
import { applyLimitRanges } from "./limit_range.ts";
import { expandMembers } from "./members/mod.ts";

/** Each object that is changed, or becomes others, with what takes its place. */
export function admitPods(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, readonly Manifest[]> {
  const admitted = applyLimitRanges(manifests, ctx);
  const members = expandMembers(manifests.map((it) => admitted.get(it) ?? it), ctx);
  return new Map(manifests.flatMap((manifest) => {
    const inForce = admitted.get(manifest) ?? manifest;
    const made = members.get(inForce) ?? [inForce];
    return made.length === 1 && made[0] === manifest ? [] : [[manifest, made]];
  }));
}
