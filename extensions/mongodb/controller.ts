/**
 * What takes the place of the operators' resources.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  mapping,
  namespaceOf,
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
  leaveOthers(made, ctx);
  for (const kind of [BACKUP, RESTORE, SYNC]) {
    for (const cr of objects.of(kind)) {
      sayNothing(cr, kind, ctx);
      made.set(cr, []);
    }
  }
  return made;
}

/** Takes out Secrets for other namespaces of the name of one that is made of another resource there. */
function leaveOthers(made: Map<Manifest, Manifest[]>, { report }: ControllerContext): void {
  const keyOf = (secret: Manifest) => JSON.stringify([namespaceOf(secret), secret.metadata.name]);
  const isDistant = (cr: Manifest, object: Manifest) =>
    object.kind === "Secret" && namespaceOf(object) !== namespaceOf(cr);
  const taken = new Set<string>();
  for (const [cr, objects] of made) {
    for (const object of objects) {
      if (object.kind === "Secret" && !isDistant(cr, object)) taken.add(keyOf(object));
    }
  }
  for (const [cr, objects] of made) {
    made.set(
      cr,
      objects.filter((object) => {
        if (!isDistant(cr, object)) return true;
        if (!taken.has(keyOf(object))) return taken.add(keyOf(object));
        report(cr, "spec.users").error(
          "taken-secret",
          `another resource has a Secret "${object.metadata.name}" in "${
            namespaceOf(object)
          }", so there is none with a user's address. Set another connectionStringSecretName`,
        );
        return false;
      }),
    );
  }
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
