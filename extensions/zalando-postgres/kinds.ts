/**
 * The operator's kinds.
 *
 * @module
 */

/** API group of the operator. */
export const GROUP = "acid.zalan.do";

/** A PostgreSQL server with its replicas. */
export const POSTGRESQL = `${GROUP}/postgresql`;
/** What the operator is told for all of them. */
export const OPERATOR_CONFIGURATION = `${GROUP}/OperatorConfiguration`;
/** Who belongs to which team. */
export const POSTGRES_TEAM = `${GROUP}/PostgresTeam`;
