/**
 * mariadb: makes what mariadb-operator makes of MariaDBs, with their databases, users, rights, connections and SQL jobs.
 *
 * @see https://github.com/mariadb-operator/mariadb-operator
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import { KINDS } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "mariadb",
  leavesOut: [
    "bad-requirement",
    "distant-server",
    "missing-server",
    "no-dumps",
    "no-listener-tls",
    "no-privileges",
    "no-required-tls",
    "no-sql",
    "not-restored",
    "outside-server",
  ],
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  replaces: [{
    images: ["mariadb-operator/mariadb-operator", "mariadb-operator/mariadb-enterprise-operator"],
    charts: ["mariadb-operator"],
  }],
  fields: FIELDS,
  account: ACCOUNT,
  controller,
};

/** Puts servers in the place of the operator's resources. */
export class Mariadb extends Operator {
  /** `mariadb`. */
  readonly name = "mariadb";
  /** The operator's kinds. */
  readonly kinds: readonly string[] = KINDS;
}
