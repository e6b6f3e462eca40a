/**
 * The kinds of MongoDB's operator for its free server, and of Percona's operator.
 *
 * @module
 */

/** A replica set of MongoDB's own. */
export const COMMUNITY = "mongodbcommunity.mongodb.com/MongoDBCommunity";

/** Replica sets of Percona's, sharded or not. */
export const PERCONA = "psmdb.percona.com/PerconaServerMongoDB";
/** A copy of such a cluster's data. */
export const BACKUP = "psmdb.percona.com/PerconaServerMongoDBBackup";
/** The way back from one. */
export const RESTORE = "psmdb.percona.com/PerconaServerMongoDBRestore";
/** A cluster that takes another's data over. */
export const SYNC = "psmdb.percona.com/PerconaServerMongoDBClusterSync";
