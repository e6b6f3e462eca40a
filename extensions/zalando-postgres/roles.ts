/**
 * The roles of a server: those that every one has, `spec.users`, those of prepared databases, and the operator's own for
 * all clusters.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/user/
 * @module
 */

import {
  type ControllerContext,
  entries,
  isMapping,
  list,
  mapping,
  word,
} from "@dekube/engine/pacts";
import { isStorable } from "@dekube/engine/pacts/postgres";
import { type Cluster, isUserName } from "./cluster.ts";
import type { InfrastructureRole } from "./infrastructure_roles.ts";
import { isPooled } from "./pooler.ts";
import { type PreparedDatabase, preparedRoles } from "./prepared_databases.ts";
import type { Role } from "./role.ts";

/** Attributes by the flags that set them. */
const FLAGS: ReadonlySet<string> = new Set(
  ["SUPERUSER", "INHERIT", "LOGIN", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS"],
);

/** What may log in, and has no right beside that. */
export const LOGIN: readonly string[] = ["LOGIN", "INHERIT"];

/** Roles beside the superuser, in the order in which they are made: none is a member of a later one. */
export function rolesOf(
  cluster: Cluster,
  prepared: readonly PreparedDatabase[],
  infrastructure: readonly InfrastructureRole[],
  ctx: ControllerContext,
): Role[] {
  const { options, replicator } = cluster;
  const given = options.text("team_admin_role", "admin");
  const administrator = isUserName(given) ? given : "admin";
  const roles = new Map<string, Role>();
  // The operator's precedence: what comes later gives way. The superuser stays what it is, whatever is called so.
  const add = (role: Role) => {
    if (!roles.has(role.name) && role.name !== cluster.superuser) roles.set(role.name, role);
  };
  add(plain(administrator, ["CREATEDB", "INHERIT"], []));
  if (prepared.length > 0) add(plain("admin", ["CREATEDB", "INHERIT"], []));
  add(plain(replicator, [...LOGIN, "REPLICATION"], [cluster.namespace]));
  if (isPooled(cluster)) add(plain(poolerUser(cluster), LOGIN, [cluster.namespace]));
  if (list(cluster.spec.streams).length > 0) {
    add(plain("fes_user", [...LOGIN, "REPLICATION"], [cluster.namespace]));
  }
  const reserved = new Set([
    ...roles.keys(),
    cluster.superuser,
    ...options.list("protected_role_names", ["admin", "cron_admin"]),
  ]);
  for (const role of prepared.flatMap((database) => preparedRoles(database, cluster))) add(role);
  for (const { name, password, memberOf, flags, parameters } of infrastructure) {
    if (reserved.has(name)) continue;
    const attributes = attributesOf(name, flags, cluster, ctx);
    const namespaces = attributes.includes("LOGIN") ? [cluster.namespace] : [];
    add({ ...plain(name, attributes, namespaces), memberOf, parameters, password });
  }
  // A user without flags may be a null.
  for (const [name, flags] of Object.entries(mapping(cluster.spec.users))) {
    const problem = !isUserName(name)
      ? 'it is no name that the operator takes (lower-case letters, digits, "-" and "_")'
      : reserved.has(name) || /^(pg_.*|public|none)$/.test(name)
      ? "the operator or the server keeps it for itself"
      : "";
    if (problem !== "") {
      ctx.report(cluster.manifest, `spec.users[${JSON.stringify(name)}]`).warn(
        "bad-role",
        `there is no user "${name}", because ${problem}. Give the user another name`,
      );
      continue;
    }
    const attributes = attributesOf(name, flags, cluster, ctx);
    add({
      ...plain(name, attributes, attributes.includes("LOGIN") ? namespacesOf(name, cluster) : []),
      admin: options.flag("enable_admin_role_for_users", true) ? administrator : "",
    });
  }
  const further = options.list("additional_owner_roles").filter(isStorable);
  const owners = new Set([
    ...entries(mapping(cluster.spec.databases)).map(([, owner]) => word(owner)),
    ...prepared.map(({ name }) => `${name}_owner`),
  ]);
  return [...roles.values()].map((role) =>
    owners.has(role.name) ? { ...role, memberOf: [...role.memberOf, ...further] } : role
  );
}

/** The user that the pooler looks passwords up as. */
export function poolerUser({ spec, options, superuser }: Cluster): string {
  const fallback = options.text("connection_pooler_user", "pooler");
  const own = word(mapping(spec.connectionPooler).user);
  const reserved = options.list("protected_role_names", ["admin", "cron_admin"]);
  if (own !== superuser && isUserName(own) && !reserved.includes(own)) return own;
  return isUserName(fallback) ? fallback : "pooler";
}

function plain(
  name: string,
  attributes: readonly string[],
  namespaces: readonly string[],
): Role {
  return { name, attributes, namespaces, memberOf: [], admin: "", searchPath: [] };
}

/**
 * What stands before the first dot of a user is a namespace, where the operator is told so. Where nobody knows what it is
 * told, the Secret is in both.
 */
function namespacesOf(name: string, { options, namespace }: Cluster): string[] {
  const at = name.indexOf(".");
  const isCross = options.flag("enable_cross_namespace_secret", !options.isKnown);
  if (at < 0 || !isCross) return [namespace];
  const other = name.slice(0, at).replaceAll("_", "-");
  const isSaid = options.raw("enable_cross_namespace_secret") !== undefined;
  return isSaid ? [other] : [...new Set([namespace, other])];
}

function attributesOf(
  name: string,
  given: unknown,
  { manifest }: Cluster,
  ctx: ControllerContext,
): string[] {
  // One flag may stand without its list.
  const all = word(given) === "" ? list(given) : word(given).split(/[\s,]+/);
  const flags = new Set(all.map((flag) => word(flag).toUpperCase()).filter(Boolean));
  // What they were to be nobody knows, so it may not even log in.
  const isWrong = isMapping(given) && Object.keys(given).length > 0 ||
    all.some((flag) => typeof flag === "object");
  if (isWrong) {
    ctx.report(manifest, `spec.users[${JSON.stringify(name)}]`).error(
      "bad-flag",
      `the flags of the user "${name}" are no list of words, so it has no rights and can't log in. Write them as a list`,
    );
    return [];
  }
  const known = (flag: string) => FLAGS.has(flag.replace(/^NO/, ""));
  const odd = [...flags].filter((flag) => !known(flag) || flags.has(`NO${flag}`));
  if (odd.length > 0) {
    ctx.report(manifest, `spec.users[${JSON.stringify(name)}]`).warn(
      "bad-flag",
      `the user "${name}" has flags that are none, or that contradict others: ${
        odd.filter(isStorable).join(", ")
      }. The operator would make no cluster with them; here they give no right. Correct them`,
    );
  }
  const has = (flag: string) => flags.has(flag) && !flags.has(`NO${flag}`);
  return [...FLAGS].filter((flag) =>
    flag === "LOGIN" || flag === "INHERIT" ? !flags.has(`NO${flag}`) : has(flag)
  );
}
