/**
 * The fields of Strimzi's kinds, of `v1` and of the versions before.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import {
  BRIDGE,
  CONNECT,
  CONNECTOR,
  KAFKA,
  MIRROR_MAKER,
  NODE_POOL,
  TOPIC,
  USER,
} from "./kinds.ts";

const TOP = leaves("apiVersion kind metadata status");
const PROGRAM = leaves(
  "clientRackInitImage image jmxOptions jvmOptions livenessProbe logging metricsConfig rack",
  "readinessProbe replicas resources template tracing version",
);

/** By kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [KAFKA]: {
    ...TOP,
    spec: {
      ...leaves(
        "clientsCa clusterCa cruiseControl kafkaExporter jmxTrans maintenanceTimeWindows zookeeper",
      ),
      entityOperator: leaves("template topicOperator userOperator tlsSidecar"),
      kafka: leaves(
        "authorization brokerRackInitImage config image jmxOptions jvmOptions listeners",
        "livenessProbe logging metadataVersion metricsConfig quotas rack readinessProbe replicas",
        "resources storage template tieredStorage version",
      ),
    },
  },
  [NODE_POOL]: {
    ...TOP,
    spec: leaves("jvmOptions replicas resources roles storage template"),
  },
  [TOPIC]: { ...TOP, spec: leaves("config partitions replicas topicName") },
  [USER]: {
    ...TOP,
    spec: {
      authentication: leaves("password renewalDays type validityDays"),
      authorization: {
        type: true,
        acls: {
          ...leaves("type host operation operations"),
          resource: leaves("name patternType type"),
        },
      },
      quotas: leaves("producerByteRate consumerByteRate requestPercentage controllerMutationRate"),
      template: true,
    },
  },
  [CONNECT]: {
    ...TOP,
    spec: {
      ...PROGRAM,
      ...leaves(
        "authentication bootstrapServers build config configStorageTopic externalConfiguration",
        "groupId offsetStorageTopic plugins statusStorageTopic tls",
      ),
    },
  },
  [MIRROR_MAKER]: {
    ...TOP,
    spec: { ...PROGRAM, ...leaves("clusters connectCluster externalConfiguration mirrors target") },
  },
  [BRIDGE]: {
    ...TOP,
    spec: {
      ...PROGRAM,
      ...leaves("adminClient authentication bootstrapServers config consumer http producer tls"),
    },
  },
  [CONNECTOR]: {
    ...TOP,
    spec: leaves("alterOffsets autoRestart class config listOffsets pause state tasksMax version"),
  },
};
