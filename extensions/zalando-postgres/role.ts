/**
 * A role of PostgreSQL, which is a user where it may log in.
 *
 * @module
 */

/** A role that the server is set up with. */
export interface Role {
  /** Its name. */
  name: string;
  /** Attributes that it has, of those that `CREATE ROLE` knows; all others it has not. */
  attributes: readonly string[];
  /** Roles that it is a member of. */
  memberOf: readonly string[];
  /** Role that may hand it on; empty where there is none. */
  admin: string;
  /** Schemas that it looks names up in; none where PostgreSQL's own order holds. */
  searchPath: readonly string[];
  /** Settings of its sessions. */
  parameters?: readonly (readonly [name: string, value: string])[];
  /** Namespaces that get a Secret with its password; none where it may not log in. */
  namespaces: readonly string[];
  /** A password that is known; else the Secret says it. */
  password?: string;
}
