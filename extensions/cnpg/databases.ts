/**
 * Database objects as SQL.
 *
 * @see https://cloudnative-pg.io/documentation/current/declarative_database_management/
 * @module
 */

import { type ConvertContext, list, type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import { clusterName, clusterOf } from "./cluster_reference.ts";
import { isStorable, sqlLiteral, sqlName } from "./quote.ts";
import { word } from "./read.ts";
import { createDatabase } from "./sql.ts";

/** A database that a Cluster gets. */
export interface DatabaseSql {
  /** Its name. */
  name: string;
  /** Run in the database `postgres`. */
  create: string;
  /** Run in it afterwards; empty where there is nothing more. */
  fill: string;
}

const TEXT_OPTIONS: Record<string, string> = {
  template: "TEMPLATE",
  encoding: "ENCODING",
  locale: "LOCALE",
  localeProvider: "LOCALE_PROVIDER",
  localeCollate: "LC_COLLATE",
  localeCType: "LC_CTYPE",
  icuLocale: "ICU_LOCALE",
  icuRules: "ICU_RULES",
  builtinLocale: "BUILTIN_LOCALE",
  collationVersion: "COLLATION_VERSION",
  tablespace: "TABLESPACE",
};

const FLAGS: Record<string, string> = {
  isTemplate: "IS_TEMPLATE",
  allowConnections: "ALLOW_CONNECTIONS",
};

/** Says which Databases are for no Cluster, or for one of those that were set up `earlier`. */
export function sayLeftOutDatabases(
  databases: readonly Manifest[],
  earlier: ReadonlySet<Manifest>,
  ctx: ConvertContext,
): void {
  for (const database of databases) {
    const cluster = clusterOf(database, ctx);
    const report = ctx.report(database, "spec.cluster");
    if (!cluster) {
      report.warn(
        "missing-cluster",
        `there is no Cluster "${
          clusterName(database)
        }", so the Database is left out. Add the Cluster to the manifests`,
      );
    } else if (earlier.has(cluster)) {
      report.warn(
        "late-database",
        `an extension added the Database after the Cluster "${cluster.metadata.name}" was set up, so it is left out. That extension's author should have it run before "cnpg"`,
      );
    }
  }
}

/** SQL for a Database; `undefined`, and said where that is not what it asks for, where there is none. */
export function databaseSql(database: Manifest, ctx: ConvertContext): DatabaseSql | undefined {
  const spec = mapping(database.spec);
  if (word(spec.ensure) === "absent") return undefined;
  const name = word(spec.name);
  const owner = word(spec.owner);
  if (
    name === "" || owner === "" || /^(postgres|template[01])$/.test(name) ||
    !isStorable(name + owner)
  ) {
    ctx.report(database, "spec").warn(
      "bad-database",
      `the Database needs a name that PostgreSQL does not use itself, and an owner, so it is left out. Give it "spec.name" and "spec.owner"`,
    );
    return undefined;
  }
  for (const field of ["fdws", "servers"]) {
    if (list(spec[field]).length === 0) continue;
    ctx.report(database, `spec.${field}`).warn(
      "no-foreign-data",
      `foreign data (${field}) is left out. Set it up in the database by hand`,
    );
  }
  return { name, create: createDatabase(name, owner, options(spec)), fill: fill(spec) };
}

function options(spec: Record<string, unknown>): string[] {
  const options: string[] = [];
  for (const [field, option] of Object.entries(TEXT_OPTIONS)) {
    const value = word(spec[field]);
    if (value === "" || !isStorable(value)) continue;
    const isName = field === "template" || field === "tablespace";
    options.push(`${option} ${isName ? sqlName(value) : sqlLiteral(value)}`);
  }
  for (const [field, option] of Object.entries(FLAGS)) {
    if (typeof spec[field] === "boolean") options.push(`${option} ${spec[field]}`);
  }
  const limit = word(spec.connectionLimit);
  if (/^-?\d{1,9}$/.test(limit)) options.push(`CONNECTION LIMIT ${limit}`);
  return options;
}

function fill(spec: Record<string, unknown>): string {
  const schemas = present(spec.schemas).map(({ name, owner }) =>
    `CREATE SCHEMA IF NOT EXISTS ${sqlName(word(name))}${
      word(owner) ? ` AUTHORIZATION ${sqlName(word(owner))}` : ""
    };`
  );
  const extensions = present(spec.extensions).map(({ name, schema, version }) =>
    `CREATE EXTENSION IF NOT EXISTS ${sqlName(word(name))}${
      word(schema) ? ` SCHEMA ${sqlName(word(schema))}` : ""
    }${word(version) ? ` VERSION ${sqlLiteral(word(version))}` : ""};`
  );
  return [...schemas, ...extensions].filter(isStorable).join("\n");
}

function present(things: unknown): Record<string, unknown>[] {
  return mappings(things).filter(({ name, ensure }) =>
    word(name) !== "" && word(ensure) !== "absent"
  );
}
