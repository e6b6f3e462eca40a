/**
 * The kinds of Altinity's operator, and of ClickHouse's own.
 *
 * @module
 */

/** Altinity's: clusters of servers. */
export const INSTALLATION = "clickhouse.altinity.com/ClickHouseInstallation";

/** Altinity's: what several installations have in common. */
export const TEMPLATE = "clickhouse.altinity.com/ClickHouseInstallationTemplate";

/** Altinity's: how the operator itself is set up. */
export const OPERATOR_CONFIGURATION = "clickhouse.altinity.com/ClickHouseOperatorConfiguration";

/** Altinity's: a Keeper. */
export const KEEPER_INSTALLATION = "clickhouse-keeper.altinity.com/ClickHouseKeeperInstallation";

/** ClickHouse's own: a cluster of servers. */
export const CLUSTER = "clickhouse.com/ClickHouseCluster";

/** ClickHouse's own: a Keeper. */
export const KEEPER = "clickhouse.com/KeeperCluster";
