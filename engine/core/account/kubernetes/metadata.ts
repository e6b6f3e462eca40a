/**
 * What becomes of the fields that all objects have.
 *
 * @module
 */

import type { FieldRules } from "../../../../pacts/account.ts";
import { isPodSelected, isSelected } from "../conditions.ts";

const BY_CLUSTER = { meaningless: "a cluster writes it" };
const UNSELECTED = {
  meaningless: "a label is there to be selected by, and nothing that is converted selects by it",
};
const NAMES = { becomes: "the names by which others mean it" };

/** `metadata` of objects. Annotations are looked up by who reads them. */
export const METADATA: FieldRules = {
  "": BY_CLUSTER,
  name: NAMES,
  namespace: NAMES,
  generateName: NAMES,
  labels: [
    { becomes: "what selectors find", when: isSelected },
    UNSELECTED,
  ],
  annotations: { meaningless: "it is empty" },
  finalizers: { meaningless: "controllers of a cluster clean up after what they made" },
  ownerReferences: { becomes: "whether it is converted, as what an object makes is not" },
};

/** `metadata` of pods. */
export const POD_METADATA: FieldRules = {
  ...METADATA,
  labels: [{ becomes: "what selectors find", when: isPodSelected }, UNSELECTED],
};

/** Of all objects, whatever their kind. */
export const IDENTITY: FieldRules = {
  apiVersion: { becomes: "which kind it is, by its group" },
  kind: { becomes: "which kind it is" },
  status: { meaningless: "a cluster writes down there what it found" },
};
