/**
 * Roles and databases with odd names and texts, and what the catalogs must have of them.
 *
 * @module
 */

import type { Odd } from "./_odd.ts";

/** A role as a Cluster has it. */
export interface OddRole {
  name: string;
  login: boolean;
  createdb: boolean;
  createrole: boolean;
  inherit: boolean;
  comment: string;
  inRoles: string[];
  password: string;
}

/** A database as an object has it. */
export interface OddDatabase {
  name: string;
  owner: string;
  schemas: { name: string; owner?: string }[];
  fdws: { name: string }[];
  servers: { name: string; fdw: string }[];
}

/** Names as PostgreSQL holds them, each given once. */
export class Names {
  readonly #taken: Set<string>;
  readonly #odd: Odd;

  constructor(odd: Odd, taken: readonly string[]) {
    this.#odd = odd;
    this.#taken = new Set(taken);
  }

  /** A name that no other is held as. */
  next(): string {
    for (;;) {
      const name = this.#odd.text();
      const held = heldName(name);
      if (name === "" || this.#taken.has(held) || held.startsWith("pg_")) continue;
      this.#taken.add(held);
      return name;
    }
  }
}

/** A name as PostgreSQL holds it: its first 63 bytes, without half a character. */
export function heldName(name: string): string {
  const text = name.toWellFormed();
  const { read } = new TextEncoder().encodeInto(text, new Uint8Array(63));
  return text.slice(0, read);
}

/** Whether PostgreSQL can hold a text. */
export function isHeld(text: string): boolean {
  return !text.includes("\0");
}

/** So many roles; each may be in some of those before it. */
export function oddRoles(count: number, names: Names, odd: Odd): OddRole[] {
  const roles: OddRole[] = [];
  while (roles.length < count) {
    const is = () => odd.below(2) === 0;
    const before = () => odd.of(roles.map(({ name }) => name));
    roles.push({
      name: names.next(),
      ...{ login: is(), createdb: is(), createrole: is(), inherit: is() },
      comment: odd.text(),
      inRoles: roles.length === 0 ? [] : odd.some(2, () => is() ? before() : odd.text()),
      password: odd.text(),
    });
  }
  return roles;
}

/** A database that one of some roles owns. */
export function oddDatabase(name: string, owners: readonly string[], odd: Odd): OddDatabase {
  const schemas = new Names(odd, ["public", "information_schema"]);
  const fdws = new Names(odd, []);
  const servers = new Names(odd, []);
  const database: OddDatabase = {
    name,
    owner: odd.of(owners),
    schemas: odd.some(3, () => ({
      name: schemas.next(),
      ...odd.below(2) === 0 ? { owner: odd.of(owners) } : {},
    })),
    fdws: odd.some(2, () => ({ name: fdws.next() })),
    servers: [],
  };
  const made = database.fdws.map(({ name }) => name).filter(isHeld);
  if (made.length > 0) {
    database.servers = odd.some(2, () => ({ name: servers.next(), fdw: odd.of(made) }));
  }
  return database;
}
