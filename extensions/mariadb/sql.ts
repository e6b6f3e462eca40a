/**
 * SQL that means the same whatever is in a name: for sessions whose `sql_mode` is {@linkcode SQL_MODE}.
 *
 * @module
 */

/**
 * Without ANSI_QUOTES, so that names stand in backticks and texts in quotes, and without NO_BACKSLASH_ESCAPES; a GRANT never
 * makes the user that it does not find, who would have no password.
 */
export const SQL_MODE = "NO_AUTO_CREATE_USER";

const ESCAPES: Readonly<Record<string, string>> = {
  "'": "\\'",
  "\\": "\\\\",
  "\0": "\\0",
  "\n": "\\n",
  "\r": "\\r",
  "\x1a": "\\Z",
};

/** A text, on one line whatever it holds. */
export function sqlText(value: string): string {
  // deno-lint-ignore no-control-regex
  return `'${value.replace(/['\\\0\n\r\x1a]/g, (character) => ESCAPES[character])}'`;
}

/** A name, in backticks. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** Whether something can be a name: nothing in it, or control characters, no server takes. */
export function isName(name: string): boolean {
  // deno-lint-ignore no-control-regex
  return name !== "" && !/[\x00-\x1f\x7f]/.test(name);
}

/** A name in a GRANT, where `*` stands for all. */
export function sqlScope(name: string): string {
  return name === "*" ? "*" : sqlName(name);
}

/** A database's name in a GRANT, in which `_` and `%` would stand for others. */
export function exactDatabase(name: string): string {
  return sqlName(name.replace(/[\\_%]/g, "\\$&"));
}

/** A user of a server. */
export function sqlAccount(user: string, host: string): string {
  return `${sqlText(user)}@${sqlText(host)}`;
}

/** Words that no privilege has, and that would begin another part of the statement. */
const CLAUSES = new Set(["ON", "TO", "FROM", "IDENTIFIED", "REQUIRE", "WITH", "AS"]);

/** A privilege as GRANT takes it, with the columns that it may have; `undefined` where it is none. */
export function sqlPrivilege(privilege: string): string | undefined {
  const [name, columns, ...rest] = privilege.trim().split("(");
  const words = name.trim().split(/[ \t]+/);
  const isPlain = words.every((word) =>
    /^[A-Za-z]+(?:_[A-Za-z]+)*$/.test(word) && !CLAUSES.has(word.toUpperCase())
  );
  if (!isPlain || rest.length > 0) return undefined;
  if (columns === undefined) return words.join(" ");
  if (!columns.endsWith(")")) return undefined;
  const names = columns.slice(0, -1).split(",").map((column) =>
    column.trim().replace(/^`([^`]+)`$/, "$1")
  );
  if (!names.every((column) => isName(column) && !/[`()]/.test(column))) return undefined;
  return `${words.join(" ")} (${names.map(sqlName).join(", ")})`;
}
