/**
 * sealed-secrets: makes the Secrets of SealedSecrets, with a key that the user hands over.
 *
 * @see https://github.com/bitnami-labs/sealed-secrets
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { SEALED_SECRET, secretsOf } from "./secrets.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "sealed-secrets",
  depends: ["secret-indexer"],
  settings: {},
  replaces: [{
    images: ["bitnami-labs/sealed-secrets-controller", "bitnami/sealed-secrets-controller"],
    charts: ["sealed-secrets"],
  }],
  account: ACCOUNT,
  confidential: { [SEALED_SECRET]: ["spec.template.data"] },
  makes: ["Secret"],
  controller: secretsOf,
};

/** Puts Secrets in the place of SealedSecrets. */
export class SealedSecrets extends Operator {
  /** `sealed-secrets`. */
  readonly name = "sealed-secrets";
  /** `bitnami.com/SealedSecret`. */
  readonly kinds: readonly string[] = [SEALED_SECRET];
}
