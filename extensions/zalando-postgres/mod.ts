/**
 * zalando-postgres: makes what Zalando's operator makes of its PostgreSQL clusters, with one server.
 *
 * @see https://postgres-operator.readthedocs.io/en/latest/
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import { OPERATOR_CONFIGURATION, POSTGRES_TEAM, POSTGRESQL } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "zalando-postgres",
  leavesOut: ["bad-name", "no-teams"],
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  replaces: [
    {
      images: ["zalando/postgres-operator", "acid/postgres-operator", "acid/postgres-operator-ui"],
      charts: ["postgres-operator", "postgres-operator-ui"],
    },
    { images: ["zalando/postgres-operator-ui"] },
  ],
  fields: FIELDS,
  account: ACCOUNT,
  controller,
};

/** Puts a server, its Services and Secrets in the place of each cluster. */
export class ZalandoPostgres extends Operator {
  /** `zalando-postgres`. */
  readonly name = "zalando-postgres";
  /** Clusters, and what the operator is told of all of them. */
  readonly kinds: readonly string[] = [POSTGRESQL, OPERATOR_CONFIGURATION, POSTGRES_TEAM];
}
