/**
 * `spec.postgresql.parameters` as postgresql.conf.
 *
 * @module
 */

import { type ControllerContext, entries, mapping, text } from "@dekube/engine/pacts";
import { configFile, hasLibrary, isParameter } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";

/** Parameters that Spilo and Patroni have a say in, and what they say is about files and programs that are not here. */
const FIXED =
  /^(?:allow_system_table_mods|archive_.*|bonjour.*|cluster_name|config_file|data_directory|event_source|external_pid_file|extwlist\..*|hba_file|hot_standby|ident_file|listen_addresses|log_(?:destination|directory|file_mode|filename|rotation_.*|truncate_on_rotation)|logging_collector|port|primary_.*|promote_trigger_file|recovery_.*|restart_after_crash|restore_command|ssl|ssl_(?:ca|cert|crl|dh_params|key)_file|ssl_crl_dir|ssl_passphrase_.*|stats_temp_directory|synchronous_standby_names|synchronized_standby_slots|syslog_.*|unix_socket_.*)$/;

/** What Spilo preloads and the official image has. */
const PRELOADED = ["pg_stat_statements"];

/** Content of postgresql.conf. `data` is the folder of the data, `rules` the file of access rules. */
export function serverConfig(
  cluster: Cluster,
  data: string,
  rules: string,
  ctx: ControllerContext,
): string {
  const { manifest, spec, name } = cluster;
  const report = ctx.report(manifest, "spec.postgresql.parameters");
  const settings = new Map<string, string>([
    ["listen_addresses", "*"],
    ["hba_file", rules],
    ["cluster_name", name],
    // Data that Spilo began may say otherwise.
    ["archive_mode", "off"],
    ["logging_collector", "off"],
    ...hasLogicalSlots(cluster) ? [["wal_level", "logical"] satisfies [string, string]] : [],
  ]);
  const fixed: string[] = [];
  let libraries = PRELOADED;
  for (const [parameter, value] of entries(mapping(mapping(spec.postgresql).parameters))) {
    // PostgreSQL reads names in any case.
    const key = parameter.toLowerCase();
    if (!isParameter(parameter, value)) {
      report.warn(
        "bad-parameter",
        `"${parameter}" is no parameter of PostgreSQL with a text or number as its value; it is left out`,
      );
    } else if (key === "shared_preload_libraries") {
      libraries = [...libraries, ...text(value).split(",").map((one) => one.trim())];
    } else if (FIXED.test(key)) {
      fixed.push(parameter);
    } else {
      settings.set(key, text(value));
    }
  }
  settings.set("shared_preload_libraries", preloaded(libraries, cluster, ctx).join(","));
  if (fixed.length > 0) {
    report.info(
      "fixed-parameter",
      `the operator and its image see to ${
        fixed.join(", ")
      } themselves, so what the cluster says of it has no effect`,
    );
  }
  return configFile("spec.postgresql", data, settings);
}

/** Spilo's own say nothing to programs, so that they are passed over. */
const SPILOS = /^(?:bg_mon|pgextwlist|pg_auth_mon|set_user|pg_stat_kcache)$/;

function preloaded(
  libraries: readonly string[],
  { image, manifest, name }: Cluster,
  ctx: ControllerContext,
): string[] {
  return [...new Set(libraries)].filter((library) => {
    if (library === "" || (image.official && SPILOS.test(library))) return false;
    if ((!image.official || hasLibrary(library)) && /^[\w$./-]+$/.test(library)) return true;
    ctx.report(manifest, "spec.postgresql.parameters.shared_preload_libraries").warn(
      "missing-library",
      `the image ${image.reference} has no library "${library}" to preload; it is left out. Set extensions.zalando-postgres.images.${name} in dekube.yaml to an image that builds on the official one and has it`,
    );
    return false;
  });
}

/** A slot of that kind needs what it reads to be written. */
function hasLogicalSlots({ spec }: Cluster): boolean {
  return entries(mapping(mapping(spec.patroni).slots))
    .some(([, slot]) => mapping(slot).type === "logical");
}
