/**
 * Says what was more than one.
 *
 * @module
 */

import type { ControllerContext, Manifest } from "@dekube/engine/pacts";

/** Says how many servers there would be, where that is more than one. */
export function sayServers(
  cr: Manifest,
  path: string,
  count: number,
  { report }: Pick<ControllerContext, "report">,
): void {
  if (count <= 1) return;
  report(cr, path).info(
    "one-replica",
    `${count} servers become one container, and all names lead to it`,
  );
}
