/**
 * A realm as Keycloak reads it from a file.
 *
 * @module
 */

import { isMapping } from "@dekube/engine/pacts";

/** Values of the declared placeholders, by name; `undefined` for one that has none. */
export type Placeholders = ReadonlyMap<string, string | undefined>;

/** A realm, ready to be written. */
export interface Realm {
  /** Its name, empty where it has none. */
  name: string;
  /** The file. */
  json: string;
  /** Whether it holds secrets: filled placeholders, passwords, keys. */
  isSecret: boolean;
  /** Names that are left as they are though they look like placeholders. */
  unresolved: string[];
}

/** Fields of Keycloak's representations that hold secrets in the clear. */
const SECRET_FIELDS = new Set([
  "bindCredential",
  "clientSecret",
  "codeSecret",
  "credentials",
  "password",
  "privateKey",
  "secret",
]);

/** Far more than Keycloak's export of a large realm has; a file of aliases to aliases has more. */
const MOST_NODES = 1_000_000;
const MOST_DEPTH = 100;

/** A realm that is too large or too deep to be one. */
export class UnwritableRealm extends Error {}

/**
 * Makes the file of a realm: placeholders `${NAME}` filled, `null`s left out as the API server does it.
 * What is Keycloak's own (`${role_admin}`, `${vault.key}`, `${NAME:default}`) stays.
 *
 * @throws {UnwritableRealm} where it is too large, or nested too deep.
 */
export function realmOf(
  representation: Record<string, unknown>,
  placeholders: Placeholders,
): Realm {
  const unresolved = new Set<string>();
  let isSecret = false;
  let nodes = 0;
  const realm = convert(representation, 0) as Record<string, unknown>;
  return {
    name: typeof realm.realm === "string" ? realm.realm : "",
    json: `${JSON.stringify(realm, null, 2)}\n`,
    isSecret,
    unresolved: [...unresolved],
  };

  function convert(value: unknown, depth: number): unknown {
    if (++nodes > MOST_NODES || depth > MOST_DEPTH) throw new UnwritableRealm();
    if (typeof value === "string") return fill(value);
    if (Array.isArray(value)) {
      return value.filter(isThere).map((item) => convert(item, depth + 1));
    }
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value).filter(([, item]) => isThere(item)).map(([key, item]) => {
        if (SECRET_FIELDS.has(key) && !isEmpty(item)) isSecret = true;
        return [fill(key), convert(item, depth + 1)];
      }),
    );
  }

  function fill(text: string): string {
    // Half a surrogate pair has no bytes, so that no database could keep it.
    return text.toWellFormed().replace(/\$\{([^${}]+)\}/g, (whole, expression: string) => {
      const colon = expression.indexOf(":");
      const [name, hasDefault] = colon > 0
        ? [expression.slice(0, colon), true]
        : [expression, false];
      const known = [name, name.replace(/^env\./, "")].find((name) => placeholders.has(name));
      const value = known === undefined ? undefined : placeholders.get(known);
      if (value !== undefined) {
        isSecret = true;
        return value;
      }
      if (known !== undefined || (!hasDefault && /^[A-Z0-9_]+$/.test(name))) {
        unresolved.add(known ?? name);
      }
      return whole;
    });
  }
}

function isThere(value: unknown): boolean {
  return value !== null && value !== undefined;
}

function isEmpty(value: unknown): boolean {
  return value === "" || (Array.isArray(value) && value.length === 0);
}
