/**
 * Images of databases, brokers and object stores.
 *
 * @module
 */

const NAMES = new RegExp(
  ("cassandra clickhouse cockroach couchdb dragonfly elasticsearch etcd influxdb kafka keydb mariadb meilisearch " +
    "memcached minio mongo mysql nats neo4j opensearch percona pgvector postgis postgres pulsar qdrant rabbitmq redis " +
    "redpanda scylla seaweedfs solr spilo timescale valkey weaviate zookeeper").replaceAll(
      " ",
      "|",
    ),
);

/** What only looks at one, or looks after it. */
const COMPANIONS =
  /exporter|operator|admin|backup|client|commander|console|dashboard|express|proxy|ui$/;

/**
 * Whether an image is that of something that others keep their data in, so that it needs none of them to start.
 *
 * @example
 * ```ts
 * import { isDataStore } from "./data_stores.ts";
 * import { assert, assertFalse } from "@std/assert";
 *
 * assert(isDataStore("docker.io/bitnami/postgresql:17"));
 * assertFalse(isDataStore("redis.example/shop/web:1"));
 * assertFalse(isDataStore("oliver006/redis_exporter"));
 * ```
 */
export function isDataStore(image: string): boolean {
  const name = image.slice(image.lastIndexOf("/") + 1).replace(/[:@].*$/s, "");
  return NAMES.test(name) && !COMPANIONS.test(name);
}
