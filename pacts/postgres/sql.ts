/**
 * Statements that set things up, written so that what is there already is left as it is.
 *
 * @module
 */

import { sqlLiteral, sqlName } from "./quote.ts";

/** `CREATE ROLE`, where there is none of that name. */
export function createRole(name: string): string {
  return unlessThere(`CREATE ROLE ${sqlName(name)}`, "pg_roles", "rolname", name);
}

/** `CREATE DATABASE`, where there is none of that name; `options` are SQL. */
export function createDatabase(name: string, owner: string, options: readonly string[]): string {
  const statement = [`CREATE DATABASE ${sqlName(name)} OWNER ${sqlName(owner)}`, ...options];
  return unlessThere(statement.join(" "), "pg_database", "datname", name);
}

/** `CREATE TABLESPACE`, where there is none of that name. */
export function createTablespace(name: string, owner: string, location: string): string {
  const statement = `CREATE TABLESPACE ${sqlName(name)} OWNER ${sqlName(owner)} LOCATION ${
    sqlLiteral(location)
  }`;
  return unlessThere(statement, "pg_tablespace", "spcname", name);
}

/** `CREATE FOREIGN DATA WRAPPER`, where there is none of that name: extensions bring their own. */
export function createWrapper(name: string): string {
  const statement = `CREATE FOREIGN DATA WRAPPER ${sqlName(name)}`;
  return unlessThere(statement, "pg_foreign_data_wrapper", "fdwname", name);
}

/** `GRANT`, where there is a role to grant. */
export function grantRole(role: string, member: string): string {
  const statement = `GRANT ${sqlName(role)} TO ${sqlName(member)}`;
  return `SELECT ${sqlLiteral(statement)} FROM pg_catalog.pg_roles WHERE rolname = ${
    sqlLiteral(role)
  } \\gexec`;
}

/** None of these statements has an IF NOT EXISTS; psql runs what a query returns. */
function unlessThere(statement: string, catalog: string, column: string, name: string): string {
  return `SELECT ${sqlLiteral(statement)} WHERE NOT EXISTS (SELECT FROM pg_catalog.${catalog} ` +
    `WHERE ${column} = ${sqlLiteral(name)}) \\gexec`;
}
