/**
 * Who may connect, and how: pg_hba.conf and pg_ident.conf.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import { type ConvertContext, list, mapping, type Reporter, text } from "@dekube/engine/pacts";
import { keptAccessRules, keptUserMaps } from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { words } from "./read.ts";

/**
 * Content of pg_hba.conf: the Cluster's rules, then a password from everywhere. Inside the container any role may
 * be had, which is what the official image does, and what its start needs.
 */
export function accessRules(cluster: Cluster, ctx: ConvertContext): string {
  const { major } = cluster.image;
  const report = ctx.report(cluster.id, "spec.postgresql.pg_hba");
  return [
    "# Written by dekube from the Cluster's spec.postgresql.pg_hba.",
    "local all all trust",
    ...keptAccessRules(givenRules(cluster, report), major, report),
    `host all all all ${major >= 14 ? "scram-sha-256" : "md5"}`,
    "",
  ].join("\n");
}

/** The rules that are given. A text was meant as lines. What can't be rules was to guard something, too, so it turns all away. */
function givenRules({ spec }: Cluster, report: Reporter): string[] {
  const given = mapping(spec.postgresql).pg_hba ?? [];
  if (typeof given === "string") return given.split("\n");
  const lines = list(Array.isArray(given) ? given : [given]);
  return lines.map((line) => {
    if (typeof line !== "object") return text(line);
    report.error(
      "bad-access-rule",
      `${
        JSON.stringify(line)
      } is no line of pg_hba.conf, so from there on all clients are turned away. Write it as a text`,
    );
    return "host all,replication all all reject";
  });
}

/** Content of pg_ident.conf; empty where the Cluster has no user maps. */
export function userMaps(cluster: Cluster, ctx: ConvertContext): string {
  const maps = keptUserMaps(
    words(mapping(cluster.spec.postgresql).pg_ident),
    cluster.image.major,
    ctx.report(cluster.id, "spec.postgresql.pg_ident"),
  );
  if (maps.length === 0) return "";
  return ["# Written by dekube from the Cluster's spec.postgresql.pg_ident.", ...maps, ""]
    .join("\n");
}
