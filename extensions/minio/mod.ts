/**
 * minio: makes what MinIO's operator makes of Tenants, with their users and buckets.
 *
 * @see https://github.com/minio/operator
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { FIELDS } from "./fields.ts";
import { MINIO_JOB, POLICY_BINDING, TENANT } from "./kinds.ts";
import { objectsOfTenants } from "./objects.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "minio",
  leavesOut: ["missing-tenant", "no-pools", "no-sts"],
  depends: ["cert-manager", "workload"],
  settings: SETTINGS,
  replaces: [{ images: ["minio/operator"], charts: ["minio-operator"] }],
  fields: FIELDS,
  account: ACCOUNT,
  controller: objectsOfTenants,
};

/** Puts a server, its Services and Secrets in the place of each Tenant. */
export class Minio extends Operator {
  /** `minio`. */
  readonly name = "minio";
  /** Tenants, and what goes with them. */
  readonly kinds: readonly string[] = [TENANT, POLICY_BINDING, MINIO_JOB];
}
