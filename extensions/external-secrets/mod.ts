/**
 * external-secrets: makes the Secrets of ExternalSecrets, with values that the user supplies.
 *
 * @see https://external-secrets.io/latest/
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import {
  CLUSTER_EXTERNAL_SECRET,
  CLUSTER_GENERATOR,
  CLUSTER_SECRET_STORE,
  EXTERNAL_SECRET,
  FAKE,
  OUTER_GENERATORS,
  PASSWORD,
  SECRET_STORE,
  UUID,
} from "./kinds.ts";
import { secretsOf } from "./secrets.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "external-secrets",
  depends: ["secret-indexer"],
  settings: {},
  replaces: [{
    images: ["external-secrets/external-secrets"],
    charts: ["external-secrets"],
  }],
  needless: [
    "external-secrets.io/PushSecret",
    "external-secrets.io/ClusterPushSecret",
    "generators.external-secrets.io/GeneratorState",
  ],
  clusterScoped: [
    CLUSTER_EXTERNAL_SECRET,
    CLUSTER_SECRET_STORE,
    CLUSTER_GENERATOR,
    "external-secrets.io/ClusterPushSecret",
  ],
  account: ACCOUNT,
  makes: ["Secret"],
  controller: secretsOf,
};

/** Puts Secrets in the place of ExternalSecrets. */
export class ExternalSecrets extends Operator {
  /** `external-secrets`. */
  readonly name = "external-secrets";
  /** ExternalSecrets, stores and generators. */
  readonly kinds: readonly string[] = [
    EXTERNAL_SECRET,
    CLUSTER_EXTERNAL_SECRET,
    SECRET_STORE,
    CLUSTER_SECRET_STORE,
    PASSWORD,
    UUID,
    FAKE,
    CLUSTER_GENERATOR,
    ...OUTER_GENERATORS,
  ];
}
