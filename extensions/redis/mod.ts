/**
 * redis: makes one server, its Services and its sentinel of the resources of two Redis operators.
 *
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import { CLUSTER, FAILOVER, REDIS, REPLICATION, SENTINEL } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "redis",
  depends: ["workload"],
  settings: SETTINGS,
  replaces: [
    { images: ["opstree/redis-operator", "ot-container-kit/redis-operator/redis-operator"] },
    { images: ["spotahome/redis-operator"] },
    { charts: ["redis-operator", "redisoperator"] },
  ],
  account: ACCOUNT,
  fields: FIELDS,
  controller,
};

/** Puts servers in the place of the operators' resources. */
export class Redis extends Operator {
  /** `redis`. */
  readonly name = "redis";
  /** The operators' kinds. */
  readonly kinds: readonly string[] = [REDIS, REPLICATION, CLUSTER, SENTINEL, FAILOVER];
}
