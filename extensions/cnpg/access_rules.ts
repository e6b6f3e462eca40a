/**
 * Who may connect, and how: pg_hba.conf and pg_ident.conf.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import { type ConvertContext, mapping } from "@dekube/engine/pacts";
import { badRule } from "./access_rule.ts";
import { fieldsOf, linesOf } from "./auth_file.ts";
import type { Cluster } from "./cluster.ts";
import { words } from "./read.ts";
import { userMapProblem } from "./user_map.ts";

const CODE = "bad-access-rule";

/**
 * Content of pg_hba.conf: the Cluster's rules, then a password from everywhere. Inside the container any role may
 * be had, which is what the official image does, and what its start needs.
 *
 * A rule that can't be kept is left out, and whom it lets in comes under those behind it. One that turns away never
 * opens anything by that: a wider one stands in its place.
 */
export function accessRules(cluster: Cluster, ctx: ConvertContext): string {
  const { major } = cluster.image;
  const report = ctx.report(cluster.id, "spec.postgresql.pg_hba");
  const rules = linesIn("pg_hba", cluster).flatMap((line) => {
    const bad = badRule(line, major);
    if (!bad) return [line];
    const message = `"${shown(line)}" is no rule that PostgreSQL ${major} takes: ${
      shown(bad.problem)
    }`;
    if (bad.instead === undefined) {
      report.warn(CODE, `${message}. It is left out, since no server starts with it`);
      return [];
    }
    report.error(
      CODE,
      `${message}. Since it turns clients away, "${bad.instead}" stands in its place, until it is put right`,
    );
    return [bad.instead];
  });
  return [
    "# Written by dekube from the Cluster's spec.postgresql.pg_hba.",
    "local all all trust",
    ...rules,
    `host all all all ${major >= 14 ? "scram-sha-256" : "md5"}`,
    "",
  ].join("\n");
}

/** Content of pg_ident.conf; empty where the Cluster has no user maps. */
export function userMaps(cluster: Cluster, ctx: ConvertContext): string {
  const { major } = cluster.image;
  const report = ctx.report(cluster.id, "spec.postgresql.pg_ident");
  const maps = linesIn("pg_ident", cluster).filter((line) => {
    const problem = userMapProblem(line, major);
    if (problem === undefined) return true;
    report.warn(
      CODE,
      `"${shown(line)}" is no user map that PostgreSQL ${major} takes: ${
        shown(problem)
      }. It is left out, since with it there are none`,
    );
    return false;
  });
  if (maps.length === 0) return "";
  return ["# Written by dekube from the Cluster's spec.postgresql.pg_ident.", ...maps, ""]
    .join("\n");
}

/** Lines that say something. */
function linesIn(field: "pg_hba" | "pg_ident", cluster: Cluster): string[] {
  return linesOf(words(mapping(cluster.spec.postgresql)[field]), cluster.image.major)
    .filter((line) => fieldsOf(line).length > 0);
}

/** A line as it may be said: without the passwords in it. */
function shown(line: string): string {
  return line.replace(/(ldapbindpasswd|radiussecrets)=.*/gs, "$1=…");
}
