/**
 * The kinds of two operators, in all of their versions.
 *
 * @module
 */

/** One server. */
export const REDIS = "redis.redis.opstreelabs.in/Redis";
/** A server with replicas. */
export const REPLICATION = "redis.redis.opstreelabs.in/RedisReplication";
/** Servers that share the keys out. */
export const CLUSTER = "redis.redis.opstreelabs.in/RedisCluster";
/** Sentinels that watch a RedisReplication. */
export const SENTINEL = "redis.redis.opstreelabs.in/RedisSentinel";
/** A server with replicas, and the sentinels that watch it. */
export const FAILOVER = "databases.spotahome.com/RedisFailover";
