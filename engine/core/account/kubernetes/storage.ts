/**
 * What becomes of the fields of claims and volumes.
 *
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";

const FOLDER = { meaningless: "a folder has neither size nor class" };

/** `spec` of a claim. */
export const CLAIM: FieldRules = {
  "": FOLDER,
  accessModes: { meaningless: "whoever mounts a folder of the host may write to it" },
  dataSource: { meaningless: "what a folder holds first is for its user to put there" },
  dataSourceRef: { meaningless: "what a folder holds first is for its user to put there" },
  selector: { becomes: "volumes" },
  volumeMode: FOLDER,
  volumeName: { becomes: "volumes" },
};

/** By kind. */
export const STORAGE: Readonly<Record<string, FieldRules>> = {
  PersistentVolumeClaim: rulesBelow("spec", CLAIM),
};
