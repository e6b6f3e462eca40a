/**
 * The kinds of mariadb-operator, of its two API groups.
 *
 * @module
 */

/** The group, and the one that it had before. */
const GROUPS = ["k8s.mariadb.com", "mariadb.mmontes.io"] as const;

/** The group that earlier versions had, whose servers spoke no TLS by themselves. */
export const OLD_GROUP = GROUPS[1];

/** Names of the kinds. */
const NAMES = [
  "MariaDB",
  "Database",
  "User",
  "Grant",
  "Connection",
  "SqlJob",
  "MaxScale",
  "ExternalMariaDB",
  "Backup",
  "PhysicalBackup",
  "PointInTimeRecovery",
  "Restore",
] as const;

/** The name of a kind. */
export type KindName = (typeof NAMES)[number];

/** A kind with each of its groups. */
export function kindsOf(...names: KindName[]): string[] {
  return names.flatMap((name) => GROUPS.map((group) => `${group}/${name}`));
}

/** All of them. */
export const KINDS: readonly string[] = kindsOf(...NAMES);
