/**
 * What becomes of the fields of CloudNativePG's kinds.
 *
 * @module
 */

import { type FieldRules, meaningless, rulesBelow } from "@dekube/engine/pacts";
import {
  CLUSTER,
  CLUSTER_IMAGE_CATALOG,
  DATABASE,
  DATABASE_ROLE,
  IMAGE_CATALOG,
  POOLER,
} from "./kinds.ts";
import { REPLICATION, WITHOUT_MEANING } from "./left_out.ts";

const SERVER = { becomes: "services.*" };
const IMAGES = { becomes: "the image of the Clusters that name it" };
const FOLDER = "a folder has neither size nor class";

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [CLUSTER]: rulesBelow("spec", {
    "": SERVER,
    ...meaningless("there is one server", ...REPLICATION, "instances"),
    ...meaningless(
      "it is for the operator, or for what there is no cluster for",
      ...WITHOUT_MEANING,
    ),
    ...meaningless(FOLDER, "storage walStorage tablespaces[].storage"),
    ...meaningless(
      "the official image takes care of its user by itself",
      "podSecurityContext securityContext postgresUID postgresGID",
    ),
    ...meaningless("there is no operator that would make backups", "backup plugins"),
    monitoring: { meaningless: "the metrics are the operator's" },
  }),
  [DATABASE]: rulesBelow("spec", { "": { becomes: "a database of the server" } }),
  [DATABASE_ROLE]: rulesBelow("spec", { "": { becomes: "a role of the server" } }),
  [POOLER]: rulesBelow("spec", {
    "": { becomes: "a name of the server" },
    ...meaningless(
      "there is one server, which answers by itself",
      "instances type pgbouncer template",
    ),
    ...meaningless("there is one server, which answers by itself", "deploymentStrategy monitoring"),
  }),
  [IMAGE_CATALOG]: rulesBelow("spec", { "": IMAGES }),
  [CLUSTER_IMAGE_CATALOG]: rulesBelow("spec", { "": IMAGES }),
};
