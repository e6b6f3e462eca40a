/**
 * What leads to other brokers: federation, shovels, replication of a schema.
 *
 * @module
 */

import {
  type ControllerContext,
  type Manifest,
  type Mapping,
  mapping,
  text,
} from "@dekube/engine/pacts";
import type { Cluster } from "../cluster.ts";
import type { Value } from "../template.ts";
import type { Variables } from "./variables.ts";

/** Keys of an upstream, by the fields that they have here. */
const UPSTREAM: Readonly<Record<string, string>> = {
  expires: "expires",
  messageTTL: "message-ttl",
  maxHops: "max-hops",
  "prefetch-count": "prefetch-count",
  reconnectDelay: "reconnect-delay",
  ackMode: "ack-mode",
  trustUserId: "trust-user-id",
  exchange: "exchange",
  queue: "queue",
  queueType: "queue-type",
  resourceCleanupMode: "resource-cleanup-mode",
};

/** Keys of a shovel, by the fields that they have here. */
const SHOVEL: Readonly<Record<string, string>> = {
  ackMode: "ack-mode",
  addForwardHeaders: "add-forward-headers",
  deleteAfter: "delete-after",
  destAddForwardHeaders: "dest-add-forward-headers",
  destAddTimestampHeader: "dest-add-timestamp-header",
  destAddress: "dest-address",
  destApplicationProperties: "dest-application-properties",
  destExchange: "dest-exchange",
  destExchangeKey: "dest-exchange-key",
  destMessageAnnotations: "dest-message-annotations",
  destProperties: "dest-properties",
  destProtocol: "dest-protocol",
  destPublishProperties: "dest-publish-properties",
  destQueue: "dest-queue",
  destQueueArgs: "dest-queue-args",
  prefetchCount: "prefetch-count",
  reconnectDelay: "reconnect-delay",
  srcAddress: "src-address",
  srcConsumerArgs: "src-consumer-args",
  srcDeleteAfter: "src-delete-after",
  srcExchange: "src-exchange",
  srcExchangeKey: "src-exchange-key",
  srcPrefetchCount: "src-prefetch-count",
  srcProtocol: "src-protocol",
  srcQueue: "src-queue",
  srcQueueArgs: "src-queue-args",
};

/** Fields of a shovel that are words, or numbers of what is to be moved. */
const AFTER = new Set(["deleteAfter", "srcDeleteAfter"]);

/** A Federation as the parameter that it is. */
export function federationOf(
  federation: Manifest,
  cluster: Cluster,
  variables: Variables,
  ctx: ControllerContext,
): Value[] {
  if (!hasPlugin("rabbitmq_federation", federation, cluster, ctx)) return [];
  const spec = mapping(federation.spec);
  const secret = text(mapping(spec.uriSecret).name);
  return [{
    vhost: text(spec.vhost) || "/",
    component: "federation-upstream",
    name: text(spec.name),
    value: {
      uri: variables.fromSecret(federation, secret, "uri", "list"),
      ...keyed(spec, UPSTREAM),
    },
  }];
}

/** A Shovel as the parameter that it is. */
export function shovelOf(
  shovel: Manifest,
  cluster: Cluster,
  variables: Variables,
  ctx: ControllerContext,
): Value[] {
  if (!hasPlugin("rabbitmq_shovel", shovel, cluster, ctx)) return [];
  const spec = mapping(shovel.spec);
  const secret = text(mapping(spec.uriSecret).name);
  return [{
    vhost: text(spec.vhost) || "/",
    component: "shovel",
    name: text(spec.name),
    value: {
      "src-uri": variables.fromSecret(shovel, secret, "srcUri", "list"),
      "dest-uri": variables.fromSecret(shovel, secret, "destUri", "list"),
      ...keyed(spec, SHOVEL),
    },
  }];
}

/** A SchemaReplication as the parameter that the commercial plugin reads. */
export function schemaReplicationOf(
  replication: Manifest,
  variables: Variables,
  { report }: ControllerContext,
): Value[] {
  const { upstreamSecret, endpoints, secretBackend } = mapping(replication.spec);
  const secret = text(mapping(upstreamSecret).name);
  if (secret === "") {
    report(replication, secretBackend ? "spec.secretBackend" : "spec.upstreamSecret").warn(
      "no-upstream",
      "no Secret says who is replicated from, so nothing is. Name one in spec.upstreamSecret",
    );
    return [];
  }
  const key = (name: string) => variables.fromSecret(replication, secret, name);
  return [{
    name: "schema_definition_sync_upstream",
    value: {
      username: key("username"),
      password: key("password"),
      endpoints: text(endpoints) === ""
        ? variables.fromSecret(replication, secret, "endpoints", "list")
        : text(endpoints).split(","),
    },
  }];
}

/** A broker that does not know a parameter does not start with it. */
function hasPlugin(
  plugin: string,
  object: Manifest,
  { plugins, name }: Cluster,
  { report }: ControllerContext,
): boolean {
  if (plugins.some((own) => own === plugin || own === `${plugin}_management`)) return true;
  report(object).warn(
    "missing-plugin",
    `the RabbitmqCluster "${name}" does not have the plugin ${plugin}, so it is not declared. Add the plugin to its spec.rabbitmq.additionalPlugins`,
  );
  return false;
}

function keyed(spec: Mapping, keys: Readonly<Record<string, string>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(keys).flatMap(([field, key]) => {
      const value = spec[field];
      if (value === undefined || value === null || value === "") return [];
      const isCount = AFTER.has(field) && /^\d+$/.test(text(value));
      return [[key, (isCount ? Number(value) : value) as Value]];
    }),
  );
}
