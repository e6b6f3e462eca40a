/**
 * mongodb: makes a replica set of one of each MongoDBCommunity, and of each replica set of a PerconaServerMongoDB.
 *
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import { BACKUP, COMMUNITY, PERCONA, RESTORE, SYNC } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "mongodb",
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  leavesOut: ["no-restore", "no-sync"],
  replaces: [
    {
      images: [
        "mongodb/mongodb-kubernetes-operator",
        "mongodb/mongodb-kubernetes",
      ],
      charts: ["community-operator", "mongodb-kubernetes"],
    },
    {
      images: [
        "percona/percona-server-mongodb-operator",
        "perconalab/percona-server-mongodb-operator",
      ],
      charts: ["psmdb-operator"],
    },
  ],
  account: ACCOUNT,
  fields: FIELDS,
  controller,
};

/** Puts servers in the place of the operators' resources. */
export class Mongodb extends Operator {
  /** `mongodb`. */
  readonly name = "mongodb";
  /** The operators' kinds. */
  readonly kinds: readonly string[] = [COMMUNITY, PERCONA, BACKUP, RESTORE, SYNC];
}
