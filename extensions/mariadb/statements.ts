/**
 * The statements that make what is declared, each of which leaves alone what is there already.
 *
 * @module
 */

import type { Credential, Declared, DeclaredGrant, DeclaredUser } from "./declared.ts";
import type { SecretKey } from "./secrets.ts";
import { exactDatabase, sqlAccount, sqlName, sqlScope, sqlText } from "./sql.ts";

/** The name of the variable that has what a Secret holds, in SQL. */
export type ValueOf = (namespace: string, key: SecretKey) => string;

/** All statements, in an order in which each finds what it needs. */
export function statementsOf(
  { databases, users, grants }: Declared,
  valueOf: ValueOf,
): string[] {
  const names = new Set(databases.map(({ name }) => name));
  return [
    ...databases.map(({ name, characterSet, collate }) =>
      `CREATE DATABASE IF NOT EXISTS ${sqlName(name)} CHARACTER SET = ${
        sqlText(characterSet)
      } COLLATE = ${sqlText(collate)}`
    ),
    ...users.flatMap((user) => userStatements(user, valueOf)),
    ...grants.map((grant) => grantStatement(grant, names)),
  ];
}

/**
 * A user is never there without its password: it is made with it, and then given it once more, where it was there before. One
 * whose password is empty is locked.
 */
function userStatements(user: DeclaredUser, valueOf: ValueOf): string[] {
  const account = sqlAccount(user.name, user.host);
  const limits = limitsOf(user);
  if (user.credential.by === "nothing") {
    const lock = user.require.length === 0 ? " ACCOUNT LOCK PASSWORD EXPIRE" : "";
    return [
      `CREATE USER IF NOT EXISTS ${account}${limits}${lock}`,
      ...lock === "" ? [`ALTER USER ${account}${limits}`] : [],
    ];
  }
  const { condition, identified } = identification(user.namespace, user.credential, valueOf);
  const tail = sqlText(limits);
  return [
    execute(
      `CONCAT(${sqlText(`CREATE USER IF NOT EXISTS ${account}`)}, IF(${condition}, CONCAT(${
        identified.join(", ")
      }), ''), ${tail}, IF(${condition}, '', ' ACCOUNT LOCK PASSWORD EXPIRE'))`,
    ),
    execute(
      `IF(${condition}, CONCAT(${sqlText(`ALTER USER ${account}`)}, ${
        identified.join(", ")
      }, ${tail}), 'DO 0')`,
    ),
  ];
}

/** What a user is told by, as SQL that puts it together, and when it is there. */
function identification(
  namespace: string,
  credential: Exclude<Credential, { by: "nothing" }>,
  valueOf: ValueOf,
): { condition: string; identified: string[] } {
  if (credential.by === "plugin") {
    const plugin = valueOf(namespace, credential.plugin);
    return {
      condition: `${plugin} <> ''`,
      identified: [
        "' IDENTIFIED VIA '",
        `QUOTE(${plugin})`,
        ...credential.argument
          ? ["' USING '", `QUOTE(${valueOf(namespace, credential.argument)})`]
          : [],
      ],
    };
  }
  const value = valueOf(namespace, credential.secret);
  return {
    condition: `${value} <> ''`,
    identified: [
      credential.by === "hash" ? "' IDENTIFIED BY PASSWORD '" : "' IDENTIFIED BY '",
      `QUOTE(${value})`,
    ],
  };
}

function limitsOf({ require, maxConnections }: DeclaredUser): string {
  const words = require.map(([word, text]) =>
    text === undefined ? word : `${word} ${sqlText(text)}`
  );
  const requirement = words.length === 0 ? "" : ` REQUIRE ${words.join(" AND ")}`;
  return `${requirement} WITH MAX_USER_CONNECTIONS ${maxConnections}`;
}

/** Of a database that is declared, `_` and `%` in its name stand for themselves; else they stand for others, as in any GRANT. */
function grantStatement(grant: DeclaredGrant, databases: ReadonlySet<string>): string {
  const { privileges, database, table, user, host, grantOption } = grant;
  const scope = table === "*" && databases.has(database)
    ? exactDatabase(database)
    : sqlScope(database);
  return `GRANT ${privileges.join(", ")} ON ${scope}.${sqlScope(table)} TO ${
    sqlAccount(user, host)
  }${grantOption ? " WITH GRANT OPTION" : ""}`;
}

function execute(expression: string): string {
  return `EXECUTE IMMEDIATE ${expression}`;
}
