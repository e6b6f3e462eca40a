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
      }, which is left out: the server starts empty. Restore a dump by "docker compose exec -T ${name} mariadb"`,
    );
  }
  const { enabled, primary } = mapping(spec.multiCluster);
  if (enabled === true && text(primary) !== name) {
    report(cr, "spec.multiCluster").warn(
      "starts-empty",
      `the data would be copied from the cluster "${
        text(primary)
      }", which is left out: the server starts empty, and takes writes. Restore a dump by "docker compose exec -T ${name} mariadb"`,
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
    const server = text(mapping(mapping(cr.spec).mariaDbRef).name) || "SERVICE";
    report(cr).info(
      "no-dumps",
      `backups are left out, which are the operator's. Dump the databases by "docker compose exec -T ${server} mariadb-dump --all-databases", or back up the volume`,
    );
  }
  for (const cr of objects.of(...kindsOf("Restore"))) {
    made.set(cr, []);
    const server = text(mapping(mapping(cr.spec).mariaDbRef).name) || "SERVICE";
    report(cr).warn(
      "not-restored",
      `data of ${
        sourceOf(cr.spec)
      } would be restored, which is left out. Restore a dump by "docker compose exec -T ${server} mariadb"`,
    );
  }
}
