/**
 * The kinds of MinIO's operator.
 *
 * @module
 */

/** A MinIO with its users and buckets. */
export const TENANT = "minio.min.io/Tenant";

/** Which policies a ServiceAccount gets credentials for. */
export const POLICY_BINDING = "sts.min.io/PolicyBinding";

/** Commands of `mc` against a Tenant; the operator had it in its version 6. */
export const MINIO_JOB = "job.min.io/MinIOJob";
