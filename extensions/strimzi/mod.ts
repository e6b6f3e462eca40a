/**
 * strimzi: makes what Strimzi's operators make of a Kafka, with its topics and users.
 *
 * @see https://strimzi.io/docs/operators/latest/configuring.html
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { FIELDS } from "./fields.ts";
import {
  BRIDGE,
  CONNECT,
  CONNECTOR,
  KAFKA,
  MIRROR_MAKER,
  NODE_POOL,
  TOPIC,
  USER,
} from "./kinds.ts";
import { objectsOfKafka } from "./objects.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "strimzi",
  leavesOut: ["missing-connect", "missing-kafka", "unused-connector"],
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  replaces: [{
    images: ["strimzi/operator", "strimzi/drain-cleaner"],
    charts: ["strimzi-kafka-operator", "strimzi-drain-cleaner"],
  }],
  needless: ["kafka.strimzi.io/KafkaRebalance", "core.strimzi.io/StrimziPodSet"],
  fields: FIELDS,
  account: ACCOUNT,
  controller: objectsOfKafka,
};

/** Puts a node, its Services and Secrets in the place of each Kafka. */
export class Strimzi extends Operator {
  /** `strimzi`. */
  readonly name = "strimzi";
  /** Kafkas, and what belongs to them. */
  readonly kinds: readonly string[] = [
    KAFKA,
    NODE_POOL,
    TOPIC,
    USER,
    CONNECT,
    CONNECTOR,
    MIRROR_MAKER,
    BRIDGE,
  ];
}
