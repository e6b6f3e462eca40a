/**
 * What the operator's Secrets say of how to connect.
 *
 * @module
 */

/** A role that connects, and where to. */
export interface Connection {
  /** Service of the cluster, for instance `db-rw`. */
  host: string;
  /** Its namespace; empty where it is unknown. */
  namespace: string;
  /** Database; `*` is any, as in a password file. */
  database: string;
  /** Name of the role. */
  username: string;
  /** Its password. */
  password: string;
}

/** Port of every PostgreSQL that the operator runs. */
export const PORT = 5432;

/** The keys that the operator puts into a Secret of a role. */
export function connectionKeys(connection: Connection): Record<string, string> {
  const { host, namespace, database, username, password } = connection;
  const near = namespace === "" ? host : `${host}.${namespace}`;
  const full = namespace === "" ? host : `${near}.svc.cluster.local`;
  return {
    username,
    user: username,
    password,
    dbname: database,
    host,
    port: String(PORT),
    pgpass: `${[host, String(PORT), database, username, password].map(inPassFile).join(":")}\n`,
    uri: uri(near),
    "jdbc-uri": jdbcUri(near),
    "fqdn-uri": uri(full),
    "fqdn-jdbc-uri": jdbcUri(full),
  };

  function uri(host: string): string {
    return `postgresql://${inUri(username)}:${inUri(password)}@${host}:${PORT}/${path()}`;
  }

  function jdbcUri(host: string): string {
    const login = new URLSearchParams({ password, user: username });
    return `jdbc:postgresql://${host}:${PORT}/${path()}?${login}`;
  }

  function path(): string {
    return database === "*" ? "*" : inUri(database);
  }
}

function inPassFile(value: string): string {
  return value.replace(/[\\:]/g, "\\$&");
}

function inUri(value: string): string {
  // A lone half of a pair of UTF-16 can't be encoded.
  return encodeURIComponent(value.toWellFormed())
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
