/**
 * `spec.postgresql.parameters` as postgresql.conf.
 *
 * @see https://cloudnative-pg.io/documentation/current/postgresql_conf/
 * @module
 */

import { type ConvertContext, entries, mapping, text } from "@dekube/engine/pacts";
import { configFile, hasLibrary, isParameter } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { words } from "./read.ts";

/** Parameters that the operator (1.30) owns; those in a Cluster have no effect there either. */
const FIXED: ReadonlySet<string> = new Set([
  "allow_system_table_mods",
  "archive_cleanup_command",
  "archive_command",
  "archive_mode",
  "bonjour",
  "bonjour_name",
  "cluster_name",
  "config_file",
  "data_directory",
  "data_sync_retry",
  "event_source",
  "external_pid_file",
  "hba_file",
  "hot_standby",
  "ident_file",
  "jit_provider",
  "listen_addresses",
  "log_destination",
  "log_directory",
  "log_file_mode",
  "log_filename",
  "log_rotation_age",
  "log_rotation_size",
  "log_truncate_on_rotation",
  "logging_collector",
  "pg_failover_slots.primary_dsn",
  "pg_failover_slots.standby_slot_names",
  "port",
  "primary_conninfo",
  "primary_slot_name",
  "promote_trigger_file",
  "recovery_end_command",
  "recovery_min_apply_delay",
  "recovery_target",
  "recovery_target_action",
  "recovery_target_inclusive",
  "recovery_target_lsn",
  "recovery_target_name",
  "recovery_target_time",
  "recovery_target_timeline",
  "recovery_target_xid",
  "restart_after_crash",
  "restore_command",
  "shared_preload_libraries",
  "ssl",
  "ssl_ca_file",
  "ssl_cert_file",
  "ssl_crl_file",
  "ssl_dh_params_file",
  "ssl_key_file",
  "ssl_passphrase_command",
  "ssl_passphrase_command_supports_reload",
  "ssl_prefer_server_ciphers",
  "stats_temp_directory",
  "synchronized_standby_slots",
  "synchronous_standby_names",
  "syslog_facility",
  "syslog_ident",
  "syslog_sequence_numbers",
  "syslog_split_messages",
  "temp_tablespaces",
  "unix_socket_directories",
  "unix_socket_group",
  "unix_socket_permissions",
]);

/** The operator's defaults that programs may count on; the others are about replicas and log files. */
const DEFAULTS: Record<string, string> = {
  wal_level: "logical",
  max_worker_processes: "32",
  max_parallel_workers: "32",
  max_replication_slots: "32",
};

const TLS_DEFAULTS: Record<string, string> = {
  ssl_min_protocol_version: "TLSv1.3",
  ssl_max_protocol_version: "TLSv1.3",
};

/** Libraries that the operator preloads where a parameter of theirs is set. */
const MANAGED_LIBRARIES = ["pgaudit", "pg_stat_statements", "auto_explain", "pg_failover_slots"];

/** Where things lie in the container. */
export interface ServerFiles {
  /** PGDATA. */
  data: string;
  /** `pg_hba.conf`. */
  accessRules: string;
  /** `pg_ident.conf`; empty where there is none. */
  userMaps: string;
}

/** Names of temporary tablespaces, and whether there may be TLS. */
export interface ServerFeatures {
  /** `spec.tablespaces[]` with `temporary`. */
  temporaryTablespaces: readonly string[];
  /** Whether the server has a certificate. */
  tls: boolean;
}

/** Content of postgresql.conf. */
export function serverConfig(
  cluster: Cluster,
  files: ServerFiles,
  features: ServerFeatures,
  ctx: ConvertContext,
): string {
  const settings = new Map<string, string>([
    ["listen_addresses", "*"],
    ["hba_file", files.accessRules],
    ...(files.userMaps ? [["ident_file", files.userMaps]] as [string, string][] : []),
    ["cluster_name", cluster.name],
    ...Object.entries(DEFAULTS),
    ...(features.tls && cluster.image.major >= 12 ? Object.entries(TLS_DEFAULTS) : []),
    ...parameters(cluster, ctx),
  ]);
  const libraries = preloadLibraries(cluster, ctx);
  if (libraries.length > 0) settings.set("shared_preload_libraries", libraries.join(","));
  if (features.temporaryTablespaces.length > 0) {
    const names = features.temporaryTablespaces.map((name) => `"${name.replaceAll('"', '""')}"`);
    settings.set("temp_tablespaces", names.join(","));
  }
  return configFile("the Cluster's spec.postgresql", files.data, settings);
}

function parameters(cluster: Cluster, ctx: ConvertContext): [string, string][] {
  const kept: [string, string][] = [];
  const fixed: string[] = [];
  const path = "spec.postgresql.parameters";
  for (const [name, value] of entries(mapping(mapping(cluster.spec.postgresql).parameters))) {
    // PostgreSQL reads names in any case.
    if (FIXED.has(name.toLowerCase())) {
      fixed.push(name);
    } else if (!isParameter(name, value)) {
      ctx.report(cluster.id, path).warn(
        "bad-parameter",
        `"${name}" is no parameter of PostgreSQL with a text or number as its value; it is left out`,
      );
    } else {
      kept.push([name, text(value)]);
    }
  }
  if (fixed.length > 0) {
    ctx.report(cluster.id, path).info(
      "fixed-parameter",
      `the operator sets ${fixed.join(", ")} itself, so what the Cluster says of it has no effect`,
    );
  }
  return kept;
}

/** Libraries that the operator preloads for the Cluster's parameters. */
export function managedLibraries(cluster: Cluster): string[] {
  const names = Object.keys(mapping(mapping(cluster.spec.postgresql).parameters));
  return MANAGED_LIBRARIES.filter((library) =>
    names.some((name) => name.startsWith(`${library}.`))
  );
}

function preloadLibraries(cluster: Cluster, ctx: ConvertContext): string[] {
  const wanted = [
    ...words(mapping(cluster.spec.postgresql).shared_preload_libraries),
    ...managedLibraries(cluster),
  ];
  return [...new Set(wanted)].filter((library) => {
    if ((!cluster.image.official || hasLibrary(library)) && /^[\w$./-]+$/.test(library)) {
      return true;
    }
    ctx.report(cluster.id, "spec.postgresql.shared_preload_libraries").warn(
      "missing-library",
      `the image ${cluster.image.reference} has no library "${library}" to preload; it is left out. Set extensions.cnpg.images.${cluster.name} in dekube.yaml to an image that builds on the official one and has it`,
    );
    return false;
  });
}
