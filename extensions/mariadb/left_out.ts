/**
 * Says what has no counterpart on one host.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  type Manifest,
  mapping,
  type ObjectIndex,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import { kindsOf } from "./kinds.ts";
import type { Server } from "./server.ts";

/** Says what of a MariaDB is left out. */
export function sayLeftOut({ cr, spec, name }: Server, { report }: ControllerContext): void {
  const replicas = wholeNumber(spec.replicas) ?? 1;
  if (replicas > 1) {
    report(cr, "spec.replicas").info(
      "one-replica",
      `${replicas} members become one container, and all names lead to it`,
    );
  }
  if (isMapping(spec.bootstrapFrom)) {
    report(cr, "spec.bootstrapFrom").warn(
      "starts-empty",
      `the data would come from ${
        sourceOf(spec.bootstrapFrom)
      }, which is left out: the server starts empty. ${restoring(name)}`,
    );
  }
  const { enabled, primary } = mapping(spec.multiCluster);
  if (enabled === true && text(primary) !== name) {
    report(cr, "spec.multiCluster").warn(
      "starts-empty",
      `the data would be copied from the cluster "${
        text(primary)
      }", which is left out: the server starts empty, and takes writes. ${restoring(name)}`,
    );
  }
}

/** What data comes from: what whoever restores it has to know. */
function sourceOf(value: unknown): string {
  const { backupRef, volumeSnapshotRef, pointInTimeRecoveryRef, s3, azureBlob } = mapping(value);
  const named = [
    ["the backup", mapping(backupRef).name],
    ["the snapshot", mapping(volumeSnapshotRef).name],
    ["the PointInTimeRecovery", mapping(pointInTimeRecoveryRef).name],
    ["the bucket", mapping(s3).bucket],
    ["the container", mapping(azureBlob).containerName],
  ].find(([, name]) => text(name) !== "");
  return named ? `${named[0]} "${text(named[1])}"` : "a backup in a volume";
}

/** Says of backups that there are none, and of Restores that nothing is restored. */
export function sayBackups(
  objects: ObjectIndex,
  made: Map<Manifest, Manifest[]>,
  { report }: ControllerContext,
): void {
  for (const cr of objects.of(...kindsOf("Backup", "PhysicalBackup", "PointInTimeRecovery"))) {
    made.set(cr, []);
    report(cr).info(
      "no-dumps",
      "backups are left out, which are the operator's. Dump the databases by hand, or back up the folder of the data",
    );
  }
  for (const cr of objects.of(...kindsOf("Restore"))) {
    made.set(cr, []);
    const server = text(mapping(mapping(cr.spec).mariaDbRef).name) || "SERVICE";
    report(cr).warn(
      "not-restored",
      `data of ${sourceOf(cr.spec)} would be restored, which is left out. ${restoring(server)}`,
    );
  }
}

function restoring(server: string): string {
  return `Restore a dump by: docker compose exec -T ${server} sh -c 'mariadb -p"$MARIADB_ROOT_PASSWORD"' < dump.sql`;
}
