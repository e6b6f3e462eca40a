/**
 * What becomes of the fields of Strimzi's kinds.
 *
 * @module
 */

import { type FieldRules, meaningless, rulesBelow } from "@dekube/engine/pacts";
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

const NODE = { becomes: "the node of the cluster" };
const ONE_NODE = "there is one node, on one host";
const ISSUED = "the project's own authorities issue certificates for ten years";
const METRICS = "nothing asks the server for metrics";

const STORAGE = meaningless(
  "a folder has neither size nor class, and stays until it is removed",
  "storage.size storage.class storage.deleteClaim storage.overrides storage.selector",
  "storage.volumes[].size storage.volumes[].class storage.volumes[].deleteClaim",
  "storage.volumes[].overrides storage.volumes[].selector",
);

const WORKER: FieldRules = {
  "": { becomes: "a worker of Kafka Connect" },
  ...meaningless(METRICS, "metricsConfig jmxOptions tracing"),
  ...meaningless(ONE_NODE, "rack clientRackInitImage"),
  logging: { meaningless: "the worker logs as its image says" },
  livenessProbe: { meaningless: "Docker restarts what ends; what hangs it leaves alone" },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [KAFKA]: rulesBelow("spec", {
    kafka: NODE,
    ...rulesBelow("kafka", STORAGE),
    ...meaningless(ONE_NODE, "kafka.rack kafka.replicas kafka.brokerRackInitImage zookeeper"),
    ...meaningless(METRICS, "kafka.metricsConfig kafka.jmxOptions"),
    "kafka.metadataVersion": { meaningless: "the server takes its version's own" },
    "kafka.logging": { meaningless: "the server logs as its image says" },
    "kafka.livenessProbe": { meaningless: "Docker restarts what ends; what hangs it leaves alone" },
    ...meaningless(ISSUED, "clusterCa clientsCa maintenanceTimeWindows"),
    entityOperator: { meaningless: "a Job makes topics and users" },
    "entityOperator.userOperator.secretPrefix": { becomes: "names of Secrets" },
    ...meaningless(ONE_NODE, "cruiseControl kafkaExporter jmxTrans"),
  }),
  [NODE_POOL]: rulesBelow("spec", {
    "": NODE,
    ...STORAGE,
    ...meaningless("the one node has all roles", "replicas roles"),
  }),
  [CONNECT]: {
    'metadata.annotations["strimzi.io/use-connector-resources"]': {
      becomes: "the Job that makes its connectors",
    },
    ...rulesBelow("spec", WORKER),
  },
  [MIRROR_MAKER]: rulesBelow("spec", WORKER),
  [BRIDGE]: rulesBelow("spec", { ...WORKER, "": { becomes: "a bridge" } }),
  [CONNECTOR]: rulesBelow("spec", {
    "": { becomes: "a connector of the worker" },
    autoRestart: { meaningless: "nothing watches its tasks" },
    ...meaningless("they are for who asks by annotations", "listOffsets alterOffsets"),
  }),
  [TOPIC]: rulesBelow("spec", { "": { becomes: "a topic of the cluster" } }),
  [USER]: rulesBelow("spec", {
    "": { becomes: "a user of the cluster" },
    ...meaningless(ISSUED, "authentication.validityDays authentication.renewalDays"),
  }),
};
