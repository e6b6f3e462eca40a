/**
 * Who may connect, and how: pg_hba.conf and pg_ident.conf.
 *
 * @see https://www.postgresql.org/docs/current/auth-pg-hba-conf.html
 * @module
 */

import { type ConvertContext, mapping } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { isStorable } from "./quote.ts";
import { words } from "./read.ts";

const RULE = /^\s*(local|host|hostssl|hostnossl|hostgssenc|hostnogssenc)\s+\S+\s+\S/;
const USER_MAP = /^\s*[^\s#]+\s+\S+\s+\S/;

/**
 * Content of pg_hba.conf: the Cluster's rules, then a password from everywhere. Inside the container any role may
 * be had, which is what the official image does, and what its start needs.
 */
export function accessRules(cluster: Cluster, ctx: ConvertContext): string {
  const method = cluster.image.major >= 14 ? "scram-sha-256" : "md5";
  return [
    "# Written by dekube from the Cluster's spec.postgresql.pg_hba.",
    "local all all trust",
    ...lines("pg_hba", RULE, "rule of pg_hba.conf", cluster, ctx),
    `host all all all ${method}`,
    "",
  ].join("\n");
}

/** Content of pg_ident.conf; empty where the Cluster has no user maps. */
export function userMaps(cluster: Cluster, ctx: ConvertContext): string {
  const maps = lines("pg_ident", USER_MAP, "user map of pg_ident.conf", cluster, ctx);
  if (maps.length === 0) return "";
  return ["# Written by dekube from the Cluster's spec.postgresql.pg_ident.", ...maps, ""]
    .join("\n");
}

function lines(
  field: "pg_hba" | "pg_ident",
  form: RegExp,
  what: string,
  cluster: Cluster,
  ctx: ConvertContext,
): string[] {
  return words(mapping(cluster.spec.postgresql)[field]).filter((line) => {
    if (/^\s*(#|$)/.test(line) && !/[\n\r]/.test(line)) return false;
    // A backslash at the end would join the next line to this one.
    const whole = !/[\n\r]|\\$/.test(line) && isStorable(line);
    if (whole && form.test(line) && !line.includes("${")) return true;
    ctx.report(cluster.id, `spec.postgresql.${field}`).warn(
      "bad-access-rule",
      `"${line}" is no ${what} that means something here; it is left out`,
    );
    return false;
  });
}
