/**
 * What a user may set.
 *
 * @module
 */

import { IMAGE, type Settings } from "@dekube/engine/pacts";

/** The images that a resource gets which names none. */
export const SETTINGS = {
  image: {
    type: IMAGE,
    default: "quay.io/opstree/redis:v7.0.15",
    description: "Image of a Redis, RedisReplication or RedisCluster that names none.",
  },
  sentinel_image: {
    type: IMAGE,
    default: "quay.io/opstree/redis-sentinel:v7.0.15",
    description: "Image of a RedisSentinel that names none.",
  },
  exporter_image: {
    type: IMAGE,
    default: "quay.io/opstree/redis-exporter:v1.44.0",
    description: "Image of an exporter of theirs that names none.",
  },
  failover_image: {
    type: IMAGE,
    default: "redis:6.2.6-alpine",
    description: "Image of a RedisFailover's servers and sentinels that name none.",
  },
  failover_exporter_image: {
    type: IMAGE,
    default: "quay.io/oliver006/redis_exporter:v1.43.0",
    description: "Image of a RedisFailover's exporters that name none.",
  },
} satisfies Settings;
