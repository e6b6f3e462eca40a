/**
 * Roles as SQL: `spec.managed.roles` of a Cluster, and DatabaseRoles that name it.
 *
 * @see https://cloudnative-pg.io/documentation/current/declarative_role_management/
 * @module
 */

import {
  type ConvertContext,
  isOn,
  type Manifest,
  type Mapping,
  mapping,
  mappings,
  mayBeOn,
  type Reporter,
  secretValue,
  text,
} from "@dekube/engine/pacts";
import {
  createRole,
  grantRole,
  isStorable,
  sqlLiteral,
  sqlName,
} from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import { word, words } from "./read.ts";

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

/** A role as a manifest describes it. */
export interface Role {
  /** Its fields. */
  fields: Mapping;
  /** Its name. */
  name: string;
  /** Says things about it. */
  report: Reporter;
}

/**
 * The roles that a Cluster gets: its own, and those of DatabaseRoles whose names are still free. What can be none is
 * said.
 */
export function rolesOf(
  cluster: Cluster,
  databaseRoles: readonly Manifest[],
  ctx: ConvertContext,
): Role[] {
  const own = mappings(mapping(cluster.spec.managed).roles).map((fields, index) => ({
    fields,
    report: ctx.report(cluster.id, `spec.managed.roles[${index}]`),
  }));
  // The operator's precedence; it has no `ensure` here.
  const named = new Set(own.map(({ fields }) => word(fields.name)));
  const others = databaseRoles.map((manifest) => {
    const { ensure: _, ...fields } = mapping(manifest.spec);
    return { fields, report: ctx.report(manifest, "spec") };
  }).filter(({ fields, report }) => {
    const name = word(fields.name);
    if (!named.has(name)) {
      named.add(name);
      return true;
    }
    report.warn(
      "role-taken",
      `the Cluster "${cluster.name}" has the role "${name}" already, by managed.roles or another DatabaseRole; this one is left out`,
    );
    return false;
  });
  return [...own, ...others].flatMap(({ fields, report }) => {
    if (word(fields.ensure) === "absent") return [];
    const name = word(fields.name);
    if (name !== "" && isStorable(name) && !RESERVED.test(name)) return [{ fields, name, report }];
    report.warn(
      "bad-role",
      `"${name}" is no name that a managed role may have, so it is left out. Give it another`,
    );
    return [];
  });
}

/** SQL that makes each role as its manifest wants it. */
export function managedRoles(
  cluster: Cluster,
  roles: readonly Role[],
  ctx: ConvertContext,
): string[] {
  return roles.map(({ fields, name, report }) => {
    const statements = [
      createRole(name),
      `ALTER ROLE ${sqlName(name)} WITH ${attributes(fields, report, cluster, ctx).join(" ")};`,
      ...words(fields.inRoles).map((group) => grantRole(group, name)),
    ];
    const comment = word(fields.comment);
    if (comment !== "") {
      statements.push(`COMMENT ON ROLE ${sqlName(name)} IS ${sqlLiteral(comment)};`);
    }
    if (!statements.every(isStorable)) {
      report.warn(
        "bad-text",
        `the comment of the role "${name}", or a role of its inRoles, has a NUL in it, which PostgreSQL can't hold, so it is left out. Take the NUL out`,
      );
    }
    return statements.filter(isStorable).join("\n");
  });
}

function attributes(
  role: Mapping,
  report: Reporter,
  cluster: Cluster,
  ctx: ConvertContext,
): string[] {
  const attributes = Object.entries(ATTRIBUTES)
    .map(([field, attribute]) => role[field] === true ? attribute : `NO${attribute}`);
  attributes.push(isOn(role.inherit ?? true) ? "INHERIT" : "NOINHERIT");
  // What bounds the role and can't be read bounds it as narrowly as can be.
  const limit = text(role.connectionLimit);
  if (/^-?\d{1,9}$/.test(limit)) {
    attributes.push(`CONNECTION LIMIT ${limit}`);
  } else if (limit !== "" && !/^\d+$/.test(limit)) {
    attributes.push("CONNECTION LIMIT 0");
    report.error(
      "bad-connection-limit",
      `connectionLimit is ${
        JSON.stringify(limit)
      }, which is no whole number; nobody can log in as the role until it is one`,
    );
  }
  const until = text(role.validUntil);
  if (/^\d{4}-\d\d-\d\dT[\d:.]+(Z|[+-]\d\d:\d\d)$/.test(until)) {
    attributes.push(`VALID UNTIL ${sqlLiteral(until)}`);
  } else if (role.validUntil !== undefined && role.validUntil !== null) {
    attributes.push("VALID UNTIL '-infinity'");
    report.error(
      "bad-time",
      `${
        JSON.stringify(until)
      } is no time such as 2030-01-01T00:00:00Z; the role's password has expired until it is one`,
    );
  }
  if (mayBeOn(role.disablePassword)) {
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
