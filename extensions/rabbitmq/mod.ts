/**
 * rabbitmq: makes a broker of each RabbitmqCluster, with what the objects of its topology declare in it.
 *
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import { CLUSTER, TOPOLOGY } from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "rabbitmq",
  leavesOut: [
    "incomplete-declaration",
    "missing-broker",
    "missing-plugin",
    "missing-user",
    "no-upstream",
    "outside-broker",
    "own-definitions",
    "refused-namespace",
  ],
  depends: ["workload"],
  settings: SETTINGS,
  replaces: [
    {
      images: ["rabbitmqoperator/cluster-operator", "rabbitmq/cluster-operator"],
      charts: ["rabbitmq-cluster-operator"],
    },
    {
      images: [
        "rabbitmqoperator/messaging-topology-operator",
        "rabbitmq/messaging-topology-operator",
        "bitnami/rabbitmq-cluster-operator",
        "bitnami/rmq-messaging-topology-operator",
      ],
    },
  ],
  account: ACCOUNT,
  fields: FIELDS,
  controller,
};

/** Puts brokers in the place of the operators' resources. */
export class Rabbitmq extends Operator {
  /** `rabbitmq`. */
  readonly name = "rabbitmq";
  /** The operators' kinds. */
  readonly kinds: readonly string[] = [CLUSTER, ...Object.values(TOPOLOGY)];
}
