/**
 * `spec.managed.roles` as SQL.
 *
 * @see https://cloudnative-pg.io/documentation/current/declarative_role_management/
 * @module
 */

import { type ConvertContext, mapping, mappings, secretValue } from "@dekube/engine/pacts";
import type { Cluster } from "./cluster.ts";
import { isStorable, sqlLiteral, sqlName } from "./quote.ts";
import { word, words } from "./read.ts";
import { createRole, grantRole } from "./sql.ts";

const ATTRIBUTES: Record<string, string> = {
  login: "LOGIN",
  superuser: "SUPERUSER",
  createdb: "CREATEDB",
  createrole: "CREATEROLE",
  replication: "REPLICATION",
  bypassrls: "BYPASSRLS",
};

/** Roles that the server and the operator keep for themselves. */
const RESERVED = /^(pg_.*|postgres|streaming_replica|public|none)$/;

/** SQL that makes each managed role as the Cluster wants it. */
export function managedRoles(cluster: Cluster, ctx: ConvertContext): string[] {
  const roles = mappings(mapping(cluster.spec.managed).roles);
  return roles.flatMap((role, index) => {
    if (word(role.ensure) === "absent") return [];
    const name = word(role.name);
    const path = `spec.managed.roles[${index}]`;
    if (name === "" || !isStorable(name) || RESERVED.test(name)) {
      ctx.report(cluster.id, path).warn(
        "bad-role",
        `"${name}" is no name that a managed role may have, so it is left out. Give it another`,
      );
      return [];
    }
    const statements = [
      createRole(name),
      `ALTER ROLE ${sqlName(name)} WITH ${attributes(role, path, cluster, ctx).join(" ")};`,
      ...words(role.inRoles).filter(isStorable).map((group) => grantRole(group, name)),
    ];
    const comment = word(role.comment);
    if (comment !== "" && isStorable(comment)) {
      statements.push(`COMMENT ON ROLE ${sqlName(name)} IS ${sqlLiteral(comment)};`);
    }
    return [statements.join("\n")];
  });
}

function attributes(
  role: Record<string, unknown>,
  path: string,
  cluster: Cluster,
  ctx: ConvertContext,
): string[] {
  const report = ctx.report(cluster.id, path);
  const attributes = Object.entries(ATTRIBUTES)
    .map(([field, attribute]) => role[field] === true ? attribute : `NO${attribute}`);
  attributes.push(role.inherit === false ? "NOINHERIT" : "INHERIT");
  const limit = word(role.connectionLimit);
  if (/^-?\d{1,9}$/.test(limit)) attributes.push(`CONNECTION LIMIT ${limit}`);
  const until = word(role.validUntil);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(until)) {
    attributes.push(`VALID UNTIL ${sqlLiteral(until)}`);
  } else if (until !== "") {
    report.warn(
      "bad-time",
      `"${until}" is no time such as 2030-01-01T00:00:00Z; the role never expires`,
    );
  }
  if (role.disablePassword === true) {
    attributes.push("PASSWORD NULL");
    return attributes;
  }
  const secret = word(mapping(role.passwordSecret).name);
  if (secret === "") return attributes;
  const found = ctx.secrets.get(cluster.namespace, secret);
  const password = found && secretValue(found, "password");
  if (password && isStorable(password)) {
    attributes.push(`PASSWORD ${sqlLiteral(password)}`);
  } else {
    report.warn(
      "missing-secret",
      `there is no Secret "${secret}" with a password, so the role has none and can't log in. Add it to the manifests`,
    );
  }
  return attributes;
}
