/**
 * The operator's kinds.
 *
 * @module
 */

/** API group of the operator. */
const GROUP = "postgresql.cnpg.io";

/** A PostgreSQL server with its replicas. */
export const CLUSTER = `${GROUP}/Cluster`;
/** A database of a Cluster. */
export const DATABASE = `${GROUP}/Database`;
/** A role of a Cluster. */
export const DATABASE_ROLE = `${GROUP}/DatabaseRole`;
/** PgBouncer before a Cluster. */
export const POOLER = `${GROUP}/Pooler`;
/** Images by major version, for Clusters of its namespace. */
export const IMAGE_CATALOG = `${GROUP}/ImageCatalog`;
/** Images by major version, for all Clusters. */
export const CLUSTER_IMAGE_CATALOG = `${GROUP}/ClusterImageCatalog`;
