/**
 * Addresses of databases, as Go's driver for MySQL writes them.
 *
 * @see https://github.com/go-sql-driver/mysql#dsn-data-source-name
 * @module
 */

/** What an address says. */
export interface Address {
  /** Who connects. */
  user: string;
  /** The password; empty where there is none. */
  password: string;
  /** The host. */
  host: string;
  /** Its port. */
  port: number;
  /** The database; empty where there is none. */
  database: string;
  /** Parameters. */
  params: Readonly<Record<string, string>>;
  /** The name under which the operator knows the certificates. */
  tls?: string;
}

/** The address as one text. */
export function dsnOf({ user, password, host, port, database, params, tls }: Address): string {
  const login = user === "" ? "" : `${user}${password === "" ? "" : `:${password}`}@`;
  const all = [
    ["timeout", "5s"],
    ...tls === undefined ? [] : [["tls", tls]],
    ...Object.entries(params).toSorted(([a], [b]) => a < b ? -1 : 1),
  ];
  const query = all.map(([name, value]) => `${name}=${escaped(value)}`).join("&");
  return `${login}tcp(${host}:${port})/${pathEscaped(database)}?${query}`;
}

/** The parameters alone, as they stand behind another address; empty where there are none. */
export function queryOf(params: Address["params"]): string {
  const pairs = Object.entries(params).toSorted(([a], [b]) => a < b ? -1 : 1);
  const query = pairs.map((pair) => pair.map(escaped).join("=")).join("&");
  return query === "" ? "" : `?${query}`;
}

/** As Go's `url.QueryEscape` has it. */
function escaped(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replaceAll("%20", "+")
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** As Go's `url.PathEscape` has it. */
function pathEscaped(value: string): string {
  return encodeURIComponent(value.toWellFormed())
    .replace(/%(24|26|2B|3A|3D|40)/g, (code) => decodeURIComponent(code))
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
