/**
 * clickhouse: makes servers and Keepers of the resources of ClickHouse's two operators, Altinity's and its own.
 *
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import {
  CLUSTER,
  INSTALLATION,
  KEEPER,
  KEEPER_INSTALLATION,
  OPERATOR_CONFIGURATION,
  TEMPLATE,
} from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What servers show each other, and what they show their Keepers. */
const SECRETS = [
  "spec.configuration.clusters.*.secret.value",
  "spec.configuration.clusters.*.zookeeper.identity",
  "spec.configuration.zookeeper.identity",
];

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "clickhouse",
  leavesOut: ["bad-default-password", "missing-keeper", "no-certificate"],
  depends: ["workload"],
  settings: SETTINGS,
  replaces: [
    {
      images: ["altinity/clickhouse-operator", "altinity/metrics-exporter"],
      charts: ["altinity-clickhouse-operator"],
    },
    { images: ["clickhouse/clickhouse-operator"], charts: ["clickhouse-operator-helm"] },
  ],
  account: ACCOUNT,
  confidential: {
    [INSTALLATION]: SECRETS,
    [TEMPLATE]: SECRETS,
  },
  fields: FIELDS,
  controller,
};

/** Puts servers in the place of the operators' resources. */
export class ClickHouse extends Operator {
  /** `clickhouse`. */
  readonly name = "clickhouse";
  /** The operators' kinds. */
  readonly kinds: readonly string[] = [
    INSTALLATION,
    TEMPLATE,
    OPERATOR_CONFIGURATION,
    KEEPER_INSTALLATION,
    CLUSTER,
    KEEPER,
  ];
}
