/**
 * What becomes of the fields of SealedSecrets.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "@dekube/engine/pacts";
import { SEALED_SECRET } from "./secrets.ts";

const SECRET = { becomes: "a Secret" };

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [SEALED_SECRET]: {
    ...rulesBelow("spec", {
      "": SECRET,
      "template.immutable": { meaningless: "nothing changes a Secret here" },
      "template.metadata.name": { meaningless: "a Secret is called as its SealedSecret is" },
      "template.metadata.namespace": { meaningless: "a Secret is where its SealedSecret is" },
      "template.metadata.creationTimestamp": { meaningless: "nobody wrote it" },
      "template.metadata.ownerReferences": { meaningless: "nothing is deleted here" },
      "template.metadata.finalizers": { meaningless: "nothing is deleted here" },
    }),
    'metadata.annotations["sealedsecrets.bitnami.com/cluster-wide"]': SECRET,
    'metadata.annotations["sealedsecrets.bitnami.com/namespace-wide"]': SECRET,
  },
};
