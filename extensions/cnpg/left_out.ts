/**
 * What a Cluster asks for and one server on one host can't do.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isMapping,
  list,
  type Mapping,
  mapping,
} from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { word } from "./read.ts";

/** Fields about several servers: how they follow each other, and which takes over. */
export const REPLICATION: readonly string[] = [
  ...["minSyncReplicas", "maxSyncReplicas", "replicationSlots", "switchoverDelay"],
  ...["failoverDelay", "primaryUpdateStrategy", "primaryUpdateMethod", "primaryLease"],
  ...["affinity", "topologySpreadConstraints", "enablePDB", "nodeMaintenanceWindow"],
  ...["postgresql.synchronous", "postgresql.syncReplicaElectionConstraint"],
  "postgresql.promotionTimeout",
];

/** Fields that are read, or said below. */
const READ: readonly string[] = [
  ...["instances", "imageName", "imageCatalogRef", "imagePullPolicy", "postgresql", "bootstrap"],
  ...["replica", "superuserSecret", "enableSuperuserAccess", "certificates", "storage"],
  ...["walStorage", "startDelay", "stopDelay", "resources", "ephemeralVolumesSizeLimit"],
  ...["projectedVolumeTemplate", "env", "envFrom", "managed", "tablespaces", "backup"],
  ...["plugins", "monitoring", "podSecurityContext", "securityContext", "postgresUID"],
  "postgresGID",
];

/** Fields that mean nothing on one host, or where there is no operator. */
export const WITHOUT_MEANING: readonly string[] = [
  ...["description", "inheritedMetadata", "schedulerName", "imagePullSecrets", "logLevel"],
  ...["serviceAccountTemplate", "serviceAccountName", "smartShutdownTimeout", "probes"],
  ...["livenessProbeTimeout", "priorityClassName", "seccompProfile", "ephemeralVolumeSource"],
  // What bootstrap and replica name, and they are said.
  "externalClusters",
  // Rules of pg_hba name them, and are said.
  "podSelectorRefs",
];

const KNOWN: ReadonlySet<string> = new Set([...REPLICATION, ...READ, ...WITHOUT_MEANING]);

/** Says what of a Cluster is left out. */
export function sayLeftOut({ id, spec }: Cluster, ctx: ConvertContext): void {
  const { initdb, recovery, pg_basebackup: copied } = mapping(spec.bootstrap);
  const postgresql = mapping(spec.postgresql);
  const monitoring = mapping(spec.monitoring);

  if (Number(word(spec.instances)) > 1) {
    const settings = { ...spec, ...prefixed("postgresql", postgresql) };
    const idle = REPLICATION.filter((field) => isSet(settings[field]));
    ctx.report(id, "spec.instances").info(
      "one-instance",
      `${word(spec.instances)} instances become one server${
        idle.length > 0 ? `, for which ${idle.join(", ")} mean nothing` : ""
      }`,
    );
  }
  if (isMapping(recovery)) {
    const from = sourceOf(recovery.source) || named("the Backup", mapping(recovery.backup).name);
    noData("bootstrap.recovery", "recovered from a backup", from);
  } else if (isMapping(copied)) {
    noData("bootstrap.pg_basebackup", "copied from another server", sourceOf(copied.source));
  } else if (isMapping(mapping(initdb).import)) {
    const { externalCluster } = mapping(mapping(mapping(initdb).import).source);
    noData("bootstrap.initdb.import", "imported from another server", sourceOf(externalCluster));
  }
  const replica = mapping(spec.replica);
  if (isMapping(spec.replica) && replica.enabled !== false) {
    noData("replica", "replicated from another server", sourceOf(replica.source));
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
  for (const field of ["podSecurityContext", "securityContext", "postgresUID", "postgresGID"]) {
    // The operator's user is 26, which the official image does not have.
    if (!isMapping(spec[field]) && word(spec[field]) === "") continue;
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

  for (const [field] of entries(spec).filter(([field]) => !KNOWN.has(field))) {
    ctx.report(id, `spec.${field}`).warn(
      "unsupported-field",
      `"${field}" of a Cluster is not converted; it has no effect here`,
    );
  }

  function noData(path: string, how: string, from: string): void {
    ctx.report(id, `spec.${path}`).warn(
      "no-recovery",
      `the data would be ${how}${
        from === "" ? "" : ` (${from})`
      }, which is left out: the database starts empty. Restore it by hand`,
    );
  }

  /** One of the external clusters, and where it is: what whoever restores the data has to know. */
  function sourceOf(name: unknown): string {
    const found = list(spec.externalClusters).map(mapping)
      .find((external) => word(external.name) === word(name)) ?? {};
    const { host, port, dbname, user } = mapping(found.connectionParameters);
    const { destinationPath, endpointURL, serverName } = mapping(found.barmanObjectStore);
    return [
      named("the external cluster", name),
      named("host", host),
      named("port", port),
      named("database", dbname),
      named("user", user),
      named("backups in", destinationPath),
      named("at", endpointURL),
      named("of the server", serverName),
    ].filter((part) => part !== "").join(", ");
  }
}

/** Fields of a mapping by the path that they have in what it is part of. */
function prefixed(name: string, fields: Mapping): Mapping {
  return Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value]),
  );
}

function named(what: string, value: unknown): string {
  return word(value) === "" ? "" : `${what} ${word(value)}`;
}

/** Whether a template gave a field anything. */
function isSet(value: unknown): boolean {
  if (value === null || value === undefined) return false;
  return typeof value !== "object" || Object.keys(value).length > 0;
}
