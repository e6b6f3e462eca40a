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

/** A store of values that are written down in it. */
const FAKE_VALUES = ["spec.provider.fake.data.*.value", "spec.provider.fake.data.*.valueMap"];

/** What a Secret is made of may have passwords beside places for them. */
const TEMPLATES = ["target.template.data", "target.template.templateFrom.*.literal"];

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
  confidential: {
    [SECRET_STORE]: FAKE_VALUES,
    [CLUSTER_SECRET_STORE]: FAKE_VALUES,
    [EXTERNAL_SECRET]: TEMPLATES.map((path) => `spec.${path}`),
    [CLUSTER_EXTERNAL_SECRET]: TEMPLATES.map((path) => `spec.externalSecretSpec.${path}`),
    [FAKE]: ["spec.data"],
    [CLUSTER_GENERATOR]: ["spec.generator.fakeSpec.data"],
  },
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
