/**
 * The fields that these kinds have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { CLUSTER, TOPOLOGY } from "./kinds.ts";

const NAMED = leaves("name");
const PERMISSIONS = leaves("configure exchange read write");

/** Fields of an object of a topology. */
function declared(more: FieldNames): FieldNames {
  return {
    spec: {
      rabbitmqClusterReference: { ...leaves("name namespace"), connectionSecret: NAMED },
      ...more,
    },
  };
}

const POLICY = leaves("name vhost pattern applyTo priority definition");
const PERMITTED = {
  ...leaves("vhost user"),
  userReference: NAMED,
  permissions: PERMISSIONS,
};

/** The fields of each kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [CLUSTER]: {
    spec: {
      ...leaves(
        "affinity autoEnableAllFeatureFlags delayStartSeconds image imagePullSecrets override replicas resources",
        "skipPostDeploySteps terminationGracePeriodSeconds tolerations",
      ),
      persistence: {
        ...leaves("storage storageClassName"),
        emptyDir: leaves("medium sizeLimit"),
      },
      rabbitmq: leaves(
        "additionalConfig additionalPlugins advancedConfig envConfig erlangInetConfig",
      ),
      secretBackend: {
        externalSecret: NAMED,
        vault: leaves("annotations defaultUserPath defaultUserUpdaterImage role tls"),
      },
      service: leaves("annotations ipFamilyPolicy labels type"),
      tls: leaves("caSecretName disableNonTLSListeners secretName"),
    },
  },
  [TOPOLOGY.queue]: declared(
    leaves(
      "name vhost type durable autoDelete arguments deleteIfEmpty deleteIfUnused deletionPolicy",
    ),
  ),
  [TOPOLOGY.exchange]: declared(leaves("name vhost type durable autoDelete arguments")),
  [TOPOLOGY.binding]: declared(
    leaves("vhost source destination destinationType routingKey arguments"),
  ),
  [TOPOLOGY.user]: declared({
    tags: true,
    importCredentialsSecret: NAMED,
    limits: leaves("connections channels"),
  }),
  [TOPOLOGY.vhost]: declared({
    ...leaves("name tags tracing defaultQueueType deletionPolicy"),
    limits: leaves("connections queues"),
  }),
  [TOPOLOGY.permission]: declared(PERMITTED),
  [TOPOLOGY.topicPermission]: declared(PERMITTED),
  [TOPOLOGY.policy]: declared(POLICY),
  [TOPOLOGY.operatorPolicy]: declared(POLICY),
  [TOPOLOGY.federation]: declared({
    ...leaves(
      "name vhost expires messageTTL maxHops prefetch-count reconnectDelay ackMode trustUserId exchange queue",
      "queueType resourceCleanupMode deletionPolicy",
    ),
    uriSecret: NAMED,
  }),
  [TOPOLOGY.shovel]: declared({
    ...leaves(
      "name vhost ackMode addForwardHeaders deleteAfter destAddForwardHeaders destAddTimestampHeader destAddress",
      "destApplicationProperties destExchange destExchangeKey destMessageAnnotations destProperties destProtocol",
      "destPublishProperties destQueue destQueueArgs prefetchCount reconnectDelay srcAddress srcConsumerArgs",
      "srcDeleteAfter srcExchange srcExchangeKey srcPrefetchCount srcProtocol srcQueue srcQueueArgs deletionPolicy",
    ),
    uriSecret: NAMED,
  }),
  [TOPOLOGY.schemaReplication]: declared({
    endpoints: true,
    upstreamSecret: NAMED,
    secretBackend: { vault: leaves("secretPath") },
  }),
  [TOPOLOGY.superStream]: declared(leaves("name vhost partitions routingKeys")),
};
