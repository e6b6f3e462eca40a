/**
 * What a Cluster asks for and one server on one host can't do.
 *
 * @module
 */

import { type ConvertContext, isMapping, list, mapping } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { word } from "./read.ts";

/** Says what of a Cluster is left out. */
export function sayLeftOut({ id, spec }: Cluster, ctx: ConvertContext): void {
  const { initdb, recovery, pg_basebackup: copied } = mapping(spec.bootstrap);
  const postgresql = mapping(spec.postgresql);
  const monitoring = mapping(spec.monitoring);

  if (Number(word(spec.instances)) > 1) {
    ctx.report(id, "spec.instances").info(
      "one-instance",
      `${word(spec.instances)} instances become one server`,
    );
  }
  if (isMapping(recovery)) {
    noData("bootstrap.recovery", "recovered from a backup");
  } else if (isMapping(copied)) {
    noData("bootstrap.pg_basebackup", "copied from another server");
  } else if (isMapping(mapping(initdb).import)) {
    noData("bootstrap.initdb.import", "imported from another server");
  }
  const replica = mapping(spec.replica);
  if (isMapping(spec.replica) && replica.enabled !== false) {
    noData("replica", "replicated from another server");
  }
  if (isMapping(postgresql.ldap)) {
    ctx.report(id, "spec.postgresql.ldap").warn(
      "no-ldap",
      "log-in by LDAP is left out, so that roles need passwords",
    );
  }
  if (list(postgresql.extensions).length > 0) {
    ctx.report(id, "spec.postgresql.extensions").warn(
      "no-extension-images",
      "images of extensions can't be mounted, so the extensions are missing. Set extensions.cnpg.images in dekube.yaml to an image that has them",
    );
  }
  for (const field of ["podSecurityContext", "securityContext"]) {
    if (!isMapping(spec[field])) continue;
    ctx.report(id, `spec.${field}`).info(
      "own-user",
      "the official image takes care of its user by itself, so this is left out",
    );
  }
  if (isMapping(spec.backup) || list(spec.plugins).length > 0) {
    ctx.report(id, isMapping(spec.backup) ? "spec.backup" : "spec.plugins").info(
      "no-backup",
      "backups and the operator's plugins are left out. Back up the volume, or run pg_dump",
    );
  }
  const queries = ["customQueriesConfigMap", "customQueriesSecret"]
    .some((field) => list(monitoring[field]).length > 0);
  if (monitoring.enablePodMonitor === true || queries) {
    ctx.report(id, "spec.monitoring").info(
      "no-monitoring",
      "the server has no metrics, which are the operator's",
    );
  }

  function noData(path: string, how: string): void {
    ctx.report(id, `spec.${path}`).warn(
      "no-recovery",
      `the data would be ${how}, which is left out: the database starts empty. Restore it by hand`,
    );
  }
}
