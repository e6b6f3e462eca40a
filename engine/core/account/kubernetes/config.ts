/**
 * What becomes of the fields of ConfigMaps and Secrets.
 *
 * @module
 */

import type { FieldRules } from "../../../../pacts/account.ts";
import { isNamed } from "../conditions.ts";

const UNNAMED = { meaningless: "nothing that is converted names it" };

/** Rules of keys, which become what names them. */
function keys(...names: readonly string[]): FieldRules {
  const rules = [{ becomes: "files and variables of what names it", when: isNamed }, UNNAMED];
  return Object.fromEntries(names.map((name) => [name, rules]));
}

const IMMUTABLE = { meaningless: "Compose reads it anew each time" };

/** By kind. */
export const CONFIG: Readonly<Record<string, FieldRules>> = {
  ConfigMap: { ...keys("data", "binaryData"), immutable: IMMUTABLE },
  Secret: {
    ...keys("data", "stringData"),
    immutable: IMMUTABLE,
    type: { meaningless: "it says which keys there must be" },
  },
};
