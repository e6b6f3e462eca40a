/**
 * What becomes of the fields of ConfigMaps and Secrets.
 *
 * @module
 */

import type { FieldRules } from "../../../../pacts/account.ts";
import { isBrokenPem, isNamed } from "../conditions.ts";

const UNNAMED = { meaningless: "nothing that is converted names it" };

const KEY = [{ becomes: "files and variables of what names it", when: isNamed }, UNNAMED];

/** Rules of keys, which become what names them. */
function keys(...names: readonly string[]): FieldRules {
  return Object.fromEntries(names.map((name) => [name, KEY]));
}

/** Rules of the keys of a certificate, which must be one to be served. */
function tlsKeys(): FieldRules {
  const broken = { meaningless: "it is no PEM, so nobody can serve it", when: isBrokenPem };
  return Object.fromEntries(
    ["data", "stringData"].flatMap((field) =>
      ["tls.crt", "tls.key"].map((key) => [`${field}["${key}"]`, [broken, ...KEY]])
    ),
  );
}

const IMMUTABLE = { meaningless: "Compose reads it anew each time" };

/** By kind. */
export const CONFIG: Readonly<Record<string, FieldRules>> = {
  ConfigMap: { ...keys("data", "binaryData"), immutable: IMMUTABLE },
  Secret: {
    ...keys("data", "stringData"),
    ...tlsKeys(),
    immutable: IMMUTABLE,
    type: { meaningless: "it says which keys there must be" },
  },
};
