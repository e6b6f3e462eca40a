/**
 * What takes the place of the operators' resources.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { communityObjects } from "./community/objects.ts";
import { BACKUP, COMMUNITY, PERCONA, RESTORE, SYNC } from "./kinds.ts";
import { perconaObjects } from "./percona/objects.ts";

/** New objects by the resource whose place they take. */
export function controller(
  manifests: readonly Manifest[],
  ctx: ControllerContext,
): Map<Manifest, Manifest[]> {
  const objects = new ObjectIndex(manifests);
  const made = new Map<Manifest, Manifest[]>();
  for (const cr of objects.of(COMMUNITY)) made.set(cr, communityObjects(cr, objects, ctx));
  for (const cr of objects.of(PERCONA)) made.set(cr, perconaObjects(cr, objects, ctx));
  for (const kind of [BACKUP, RESTORE, SYNC]) {
    for (const cr of objects.of(kind)) {
      sayNothing(cr, kind, ctx);
      made.set(cr, []);
    }
  }
  return made;
}

function sayNothing(cr: Manifest, kind: string, ctx: ControllerContext): void {
  const cluster = text(mapping(cr.spec).clusterName);
  if (kind === BACKUP) {
    ctx.report(cr).info(
      "no-backup",
      "backups are left out. Copy the volumes while the servers are stopped, or run mongodump",
    );
  } else if (kind === RESTORE) {
    ctx.report(cr).warn(
      "no-restore",
      `no backup is restored, so ${
        cluster === "" ? "the cluster" : `"${cluster}"`
      } keeps what it has. Restore its data by mongorestore`,
    );
  } else {
    ctx.report(cr).warn(
      "no-sync",
      "no data are taken over from another cluster. Copy them by mongodump and mongorestore",
    );
  }
}
