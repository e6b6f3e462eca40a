/**
 * eck: makes what Elastic Cloud on Kubernetes makes of the resources of the Elastic Stack.
 *
 * @see https://github.com/elastic/cloud-on-k8s
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { controller } from "./controller.ts";
import { FIELDS } from "./fields.ts";
import {
  APM_SERVER,
  AUTOSCALER,
  BEAT,
  ELASTICSEARCH,
  ENTERPRISE_SEARCH,
  KIBANA,
  LOGSTASH,
  MAPS_SERVER,
  PACKAGE_REGISTRY,
} from "./kinds.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "eck",
  leavesOut: [
    "no-beat-type",
    "no-client-certificates",
    "no-node-sets",
    "no-version",
    "old-version",
  ],
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  replaces: [{ images: ["eck/eck-operator"], charts: ["eck-operator"] }],
  // There is one node, which is as large as its host.
  needless: [AUTOSCALER],
  fields: FIELDS,
  account: ACCOUNT,
  controller,
};

/** Puts programs, their Services and Secrets in the place of the operator's resources. */
export class Eck extends Operator {
  /** `eck`. */
  readonly name = "eck";
  /** The operator's kinds. */
  readonly kinds: readonly string[] = [
    ELASTICSEARCH,
    KIBANA,
    APM_SERVER,
    BEAT,
    LOGSTASH,
    ENTERPRISE_SEARCH,
    MAPS_SERVER,
    PACKAGE_REGISTRY,
  ];
}
