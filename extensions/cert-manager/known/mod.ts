/**
 * Fields that cert-manager's kinds have, as its CustomResourceDefinitions list them.
 *
 * @module
 */

import type { FieldNames } from "@dekube/engine/pacts";
import { CERTIFICATE as CERTIFICATE_KIND } from "../annotated.ts";
import { CLUSTER_ISSUER, ISSUER as ISSUER_KIND } from "../issuers.ts";
import { CERTIFICATE } from "./certificate.ts";
import { ISSUER } from "./issuer.ts";

/** The fields of each kind, by its name with the group. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [CERTIFICATE_KIND]: { spec: CERTIFICATE },
  [CLUSTER_ISSUER]: { spec: ISSUER },
  [ISSUER_KIND]: { spec: ISSUER },
};
