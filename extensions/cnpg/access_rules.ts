/**
 * Who may connect, and how: pg_hba.conf and pg_ident.conf.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import { type ConvertContext, mapping } from "@dekube/engine/pacts";
import { keptAccessRules, keptUserMaps } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { words } from "./read.ts";

/**
 * Content of pg_hba.conf: the Cluster's rules, then a password from everywhere. Inside the container any role may
 * be had, which is what the official image does, and what its start needs.
 */
export function accessRules(cluster: Cluster, ctx: ConvertContext): string {
  const { major } = cluster.image;
  return [
    "# Written by dekube from the Cluster's spec.postgresql.pg_hba.",
    "local all all trust",
    ...keptAccessRules(
      entriesOf(cluster, "pg_hba"),
      major,
      ctx.report(cluster.id, "spec.postgresql.pg_hba"),
    ),
    `host all all all ${major >= 14 ? "scram-sha-256" : "md5"}`,
    "",
  ].join("\n");
}

/** Content of pg_ident.conf; empty where the Cluster has no user maps. */
export function userMaps(cluster: Cluster, ctx: ConvertContext): string {
  const maps = keptUserMaps(
    entriesOf(cluster, "pg_ident"),
    cluster.image.major,
    ctx.report(cluster.id, "spec.postgresql.pg_ident"),
  );
  if (maps.length === 0) return "";
  return ["# Written by dekube from the Cluster's spec.postgresql.pg_ident.", ...maps, ""]
    .join("\n");
}

function entriesOf(cluster: Cluster, field: "pg_hba" | "pg_ident"): string[] {
  return words(mapping(cluster.spec.postgresql)[field]);
}
