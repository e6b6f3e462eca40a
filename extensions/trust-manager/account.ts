/**
 * What becomes of the fields of trust-manager's kinds.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "@dekube/engine/pacts";
import { BUNDLE, CLUSTER_BUNDLE } from "./bundle.ts";

const RULES = rulesBelow("spec", {
  "": { becomes: "the ConfigMaps and Secrets that it fills" },
});

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [BUNDLE]: RULES,
  [CLUSTER_BUNDLE]: RULES,
};
