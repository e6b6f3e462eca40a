/**
 * Database objects as SQL.
 *
 * @see https://cloudnative-pg.io/documentation/current/declarative_database_management/
 * @module
 */

import { type ConvertContext, type Manifest, mapping, mappings } from "@dekube/engine/pacts";
import { createDatabase, isStorable, sqlLiteral, sqlName } from "@dekube/engine/pacts/postgres";
import { foreignData, isPresent } from "./foreign_data.ts";
import { word } from "./read.ts";

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
  const [wanted, statements] = [options(spec), contents(spec)];
  if (![...wanted, ...statements].every(isStorable)) {
    ctx.report(database, "spec").warn(
      "bad-text",
      `an option, schema, extension, wrapper or server of the Database has a NUL in it, which PostgreSQL can't hold, so it is left out. Take the NUL out`,
    );
  }
  return {
    name,
    create: createDatabase(name, owner, wanted.filter(isStorable)),
    fill: statements.filter(isStorable).join("\n"),
  };
}

function options(spec: Record<string, unknown>): string[] {
  const options: string[] = [];
  for (const [field, option] of Object.entries(TEXT_OPTIONS)) {
    const value = word(spec[field]);
    if (value === "") continue;
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

function contents(spec: Record<string, unknown>): string[] {
  const schemas = mappings(spec.schemas).filter(isPresent).map(({ name, owner }) =>
    `CREATE SCHEMA IF NOT EXISTS ${sqlName(word(name))}${
      word(owner) ? ` AUTHORIZATION ${sqlName(word(owner))}` : ""
    };`
  );
  const extensions = mappings(spec.extensions).filter(isPresent).map(({ name, schema, version }) =>
    `CREATE EXTENSION IF NOT EXISTS ${sqlName(word(name))}${
      word(schema) ? ` SCHEMA ${sqlName(word(schema))}` : ""
    }${word(version) ? ` VERSION ${sqlLiteral(word(version))}` : ""};`
  );
  return [...schemas, ...extensions, ...foreignData(spec)];
}
