/**
 * What a cluster asks for and one server on one host can't do.
 *
 * @module
 */

import {
  type ControllerContext,
  isMapping,
  list,
  type Manifest,
  mapping,
  mappings,
  word,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
import type { Cluster } from "./cluster.ts";
import { poolerNames } from "./pooler.ts";

/** Says it. */
export function sayLeftOut(cluster: Cluster, ctx: ControllerContext): void {
  const { manifest, spec, name } = cluster;
  const report = (path: string) => ctx.report(manifest, path);
  const instances = wholeNumber(spec.numberOfInstances) ?? 1;
  if (instances > 1) {
    report("spec.numberOfInstances").info(
      "one-replica",
      `${instances} members become one container, and all names lead to it: what asks "${name}-repl" may write, too`,
    );
  }
  const [pooler] = poolerNames(cluster);
  if (pooler !== undefined) {
    report(
      isMapping(spec.connectionPooler)
        ? "spec.connectionPooler"
        : pooler.endsWith("-repl")
        ? "spec.enableReplicaConnectionPooler"
        : "spec.enableConnectionPooler",
    ).info(
      "no-pooling",
      "there is no PgBouncer: the pooler's name leads to the server itself",
    );
  }
  const { cluster: source, timestamp, s3_wal_path: path } = mapping(spec.clone);
  if (word(source) !== "") {
    noData("clone", [
      named("cloned from the cluster", source),
      named("as of", timestamp),
      named("out of", path),
    ]);
  }
  const { standby_host: host, s3_wal_path: s3, gs_wal_path: gs } = mapping(spec.standby);
  if ([host, s3, gs].some((from) => word(from) !== "")) {
    noData("standby", ["replicated", named("from", host), named("out of", word(s3) || gs)]);
  }
  if (spec.enableLogicalBackup === true) {
    report("spec.enableLogicalBackup").info(
      "no-backup",
      "there is no operator that would make backups. Back up the volume, or run pg_dumpall",
    );
  }
  if (mappings(spec.env).some(({ name }) => /^(?:WAL[EG]?_|USE_WALG_)/.test(word(name)))) {
    report("spec.env").info(
      "no-backup",
      "the programs that Spilo makes backups with are not in the official image, so the variables for them have no effect. Back up the volume, or run pg_dumpall",
    );
  }
  if (list(spec.streams).length > 0) {
    report("spec.streams").warn(
      "no-streams",
      "nothing reads the tables' events here, since that is another operator's business. Run the program that does, with the user fes_user",
    );
  }

  function noData(path: string, how: readonly string[]): void {
    report(`spec.${path}`).error(
      "no-recovery",
      `the data would be ${
        how.filter((part) => part !== "").join(" ")
      }, which is left out: the database starts empty. Restore it by hand`,
    );
  }
}

/** Says that teams have no roles: their members log in with tokens that nothing here checks. */
export function sayNoTeams(team: Manifest, ctx: ControllerContext): void {
  ctx.report(team, "spec").info(
    "no-teams",
    "members of teams have no roles here, since nothing checks the tokens that they log in with. Add users to spec.users of the cluster",
  );
}

function named(what: string, value: unknown): string {
  return word(value) === "" ? "" : `${what} ${word(value)}`;
}
