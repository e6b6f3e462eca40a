/**
 * Says what was more than one.
 *
 * @module
 */

import type { ControllerContext, Manifest } from "@dekube/engine/pacts";

/** Says how many servers a cluster has, where that is more than one. */
export function sayMembers(
  cr: Manifest,
  path: string,
  count: number,
  ctx: Pick<ControllerContext, "report">,
): void {
  if (count <= 1) return;
  ctx.report(cr, path).info(
    "one-replica",
    `${count} members become one container, and all names lead to it`,
  );
}
