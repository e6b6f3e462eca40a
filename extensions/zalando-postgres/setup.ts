/**
 * What the first start runs: roles, databases, and what is in them.
 *
 * @module
 */

import { type ControllerContext, entries, mapping, word } from "@dekube/engine/pacts";
import {
  createDatabase,
  createRole,
  grantRole,
  isStorable,
  SetupSteps,
  sqlLiteral,
  sqlName,
} from "@dekube/engine/pacts/postgres";
import type { Cluster } from "./cluster.ts";
import {
  extensionsOf,
  isDatabaseName,
  preparationOf,
  type PreparedDatabase,
} from "./prepared_databases.ts";
import type { Role } from "./role.ts";

/** Name of the script among the files. */
export const SETUP_SCRIPT = "setup.sh";

/** What the official image writes a logical slot's changes with. */
const PLUGINS: ReadonlySet<string> = new Set(["pgoutput", "test_decoding"]);

/** Attributes of a role, each of which it has or has not. */
const ATTRIBUTES = "SUPERUSER CREATEDB CREATEROLE INHERIT LOGIN REPLICATION BYPASSRLS".split(" ");

/** The script of the first start, and the SQL that it runs, by name of the file. */
export function setupFiles(
  cluster: Cluster,
  roles: readonly Role[],
  prepared: readonly PreparedDatabase[],
  passwords: ReadonlyMap<string, string>,
  folder: string,
  ctx: ControllerContext,
): Record<string, string> {
  const steps = new SetupSteps();
  // What is made after this has what the template has.
  for (const into of ["postgres", "template1"]) {
    steps.add(
      "pg_stat_statements",
      into,
      "CREATE EXTENSION IF NOT EXISTS pg_stat_statements SCHEMA public;",
      true,
    );
  }
  steps.add(
    "roles",
    "postgres",
    [...superuserSql(cluster, passwords), ...roles.map((role) => roleSql(role, passwords))]
      .join("\n"),
  );
  const grants = roles.flatMap(grantsOf);
  if (grants.length > 0) steps.add("grants", "postgres", grants.join("\n"));
  for (const [name, owner] of databasesOf(cluster, roles, prepared, ctx)) {
    steps.add("database", "postgres", createDatabase(name, owner, []));
  }
  for (const database of prepared) {
    steps.add("prepare", database.name, preparationOf(database));
    for (const statement of extensionsOf(database, cluster, ctx)) {
      steps.add("extension", database.name, statement, true);
    }
  }
  for (const { database, statement } of slotsOf(cluster, ctx)) {
    steps.add("slot", database, statement, true);
  }
  return steps.files(SETUP_SCRIPT, folder, "zalando-postgres");
}

/** Of several lines the image's start script takes the first alone. */
function superuserSql(
  { superuser }: Cluster,
  passwords: ReadonlyMap<string, string>,
): string[] {
  const password = passwords.get(superuser) ?? "";
  if (!password.includes("\n")) return [];
  return [`ALTER ROLE ${sqlName(superuser)} WITH PASSWORD ${sqlLiteral(password)};`];
}

function roleSql({ name, attributes }: Role, passwords: ReadonlyMap<string, string>): string {
  const said = ATTRIBUTES.map((one) => attributes.includes(one) ? one : `NO${one}`);
  const password = passwords.get(name);
  const login = password === undefined ? "PASSWORD NULL" : `PASSWORD ${sqlLiteral(password)}`;
  return [
    createRole(name),
    `ALTER ROLE ${sqlName(name)} WITH ${said.join(" ")} ${login};`,
  ].join("\n");
}

function grantsOf({ name, memberOf, admin, searchPath, parameters = [] }: Role): string[] {
  return [
    ...memberOf.filter((group) => group !== name).map((group) => grantRole(group, name)),
    ...(admin === "" || admin === name
      ? []
      : [`GRANT ${sqlName(name)} TO ${sqlName(admin)} WITH ADMIN OPTION;`]),
    ...(searchPath.length === 0
      ? []
      : [`ALTER ROLE ${sqlName(name)} SET search_path TO ${searchPath.map(sqlName).join(", ")};`]),
    ...parameters.map(([parameter, value]) =>
      `ALTER ROLE ${sqlName(name)} SET ${parameter.split(".").map(sqlName).join(".")} TO ${
        sqlLiteral(value)
      };`
    ),
  ];
}

/** Databases with their owners; one whose owner there is not is left out, as the operator does, and said. */
function databasesOf(
  { manifest, spec }: Cluster,
  roles: readonly Role[],
  prepared: readonly PreparedDatabase[],
  ctx: ControllerContext,
): Map<string, string> {
  const names = new Set(roles.map(({ name }) => name));
  const databases = new Map(prepared.map(({ name }) => [name, `${name}_owner`]));
  for (const [name, value] of entries(mapping(spec.databases))) {
    const owner = word(value);
    // The server has these already.
    if (isDatabaseName(name) && names.has(owner) && !/^(postgres|template[01])$/.test(name)) {
      databases.set(name, owner);
      continue;
    }
    ctx.report(manifest, `spec.databases[${JSON.stringify(name)}]`).warn(
      "bad-database",
      isDatabaseName(name) && !names.has(owner)
        ? `the database "${name}" is for the user "${owner}", whom spec.users has not, so it is left out. Add the user`
        : `"${name}" is no name that the operator takes for a database (letters, digits and "_"), or the server has it already, so it is left out. Rename it`,
    );
  }
  return databases;
}

/** Slots that Patroni would keep (`spec.patroni.slots`). */
function slotsOf(
  { manifest, spec, image, name: cluster }: Cluster,
  ctx: ControllerContext,
): { database: string; statement: string }[] {
  return entries(mapping(mapping(spec.patroni).slots)).map(([name, value]) => {
    const { type, database, plugin } = mapping(value);
    const isLogical = word(type) === "logical";
    if (isLogical && image.official && !PLUGINS.has(word(plugin))) {
      ctx.report(manifest, `spec.patroni.slots[${JSON.stringify(name)}]`).warn(
        "missing-library",
        `the image ${image.reference} has no plugin "${
          word(plugin)
        }" for a replication slot, so "${name}" is not made. Name pgoutput, or set extensions.zalando-postgres.images.${cluster} in dekube.yaml to an image that builds on the official one and has it`,
      );
      return { database: "", statement: "" };
    }
    const values = [name, ...(isLogical ? [word(plugin)] : [])].map(sqlLiteral).join(", ");
    return {
      database: isLogical ? word(database) : "postgres",
      statement: `SELECT pg_create_${
        isLogical ? "logical" : "physical"
      }_replication_slot(${values});`,
    };
  }).filter(({ database, statement }) => database !== "" && isStorable(database + statement));
}
