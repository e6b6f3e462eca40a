/**
 * The fields that these kinds have, in any of their versions.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { CLUSTER, FAILOVER, REDIS, REPLICATION, SENTINEL } from "./kinds.ts";

const SERVICE = leaves("type additionalAnnotations includeBusPort enabled");

const KUBERNETES_CONFIG: FieldNames = {
  ...leaves(
    "image imagePullPolicy resources imagePullSecrets updateStrategy ignoreAnnotations minReadySeconds",
    "persistentVolumeClaimRetentionPolicy serviceType",
  ),
  redisSecret: leaves("name key"),
  service: {
    ...leaves("serviceType annotations includeBusPort"),
    headless: SERVICE,
    additional: SERVICE,
  },
};

const REDIS_CONFIG = leaves("additionalRedisConfig dynamicConfig maxMemoryPercentOfLimit");
const SENTINEL_CONFIG = leaves(
  "additionalSentinelConfig quorum parallelSyncs failoverTimeout downAfterMilliseconds resolveHostnames announceHostnames",
);
const VOLUME_MOUNT = leaves("volume mountPath");
const PDB = leaves("enabled minAvailable maxUnavailable");
const SCHEDULING = leaves(
  "affinity nodeSelector tolerations topologySpreadConstraints priorityClassName",
);

/** What all resources of OT-Container-Kit's operator have. */
const COMMON: FieldNames = {
  ...SCHEDULING,
  ...leaves(
    "podSecurityContext securityContext readinessProbe livenessProbe serviceAccountName hostPort env",
    "terminationGracePeriodSeconds podManagementPolicy",
  ),
  kubernetesConfig: KUBERNETES_CONFIG,
  redisExporter: leaves("enabled port image resources imagePullPolicy env securityContext"),
  TLS: leaves("ca cert key secret"),
  initContainer: leaves(
    "enabled image imagePullPolicy resources env command args securityContext",
  ),
  sidecars: leaves(
    "name image imagePullPolicy resources env mountPath command ports securityContext",
  ),
  pdb: PDB,
};

const STORED: FieldNames = {
  redisConfig: REDIS_CONFIG,
  acl: leaves("secret persistentVolumeClaim"),
  storage: { ...leaves("keepAfterDelete volumeClaimTemplate"), volumeMount: VOLUME_MOUNT },
};

const MEMBERS: FieldNames = {
  ...SCHEDULING,
  ...leaves(
    "replicas securityContext terminationGracePeriodSeconds resources readinessProbe livenessProbe",
  ),
  redisConfig: REDIS_CONFIG,
  pdb: PDB,
};

const WATCHED_PART = leaves(
  "image imagePullPolicy resources replicas customConfig command startupConfigMap affinity securityContext",
  "containerSecurityContext imagePullSecrets tolerations topologySpreadConstraints nodeSelector podAnnotations",
  "serviceAnnotations initContainers extraContainers hostNetwork dnsPolicy priorityClassName serviceAccountName",
  "extraVolumes extraVolumeMounts customLivenessProbe customReadinessProbe customStartupProbe",
  "disablePodDisruptionBudget",
);
const EXPORTER = leaves(
  "enabled image imagePullPolicy containerSecurityContext args env resources",
);

/** The fields of each kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [REDIS]: { spec: { ...COMMON, ...STORED } },
  [REPLICATION]: {
    spec: {
      ...COMMON,
      ...STORED,
      ...leaves("clusterSize"),
      sentinel: {
        ...KUBERNETES_CONFIG,
        ...SENTINEL_CONFIG,
        ...SCHEDULING,
        ...leaves(
          "size podSecurityContext securityContext terminationGracePeriodSeconds serviceAccountName",
        ),
      },
    },
  },
  [CLUSTER]: {
    spec: {
      ...COMMON,
      ...STORED,
      ...leaves("clusterSize clusterVersion port hostNetwork resources persistenceEnabled"),
      storage: {
        ...leaves("keepAfterDelete volumeClaimTemplate nodeConfVolume nodeConfVolumeClaimTemplate"),
        volumeMount: VOLUME_MOUNT,
      },
      redisLeader: MEMBERS,
      redisFollower: MEMBERS,
    },
  },
  [SENTINEL]: {
    spec: {
      ...COMMON,
      ...leaves("clusterSize"),
      redisSentinelConfig: {
        ...SENTINEL_CONFIG,
        ...leaves("redisPort masterGroupName redisReplicationName redisReplicationPassword"),
      },
      volumeMount: VOLUME_MOUNT,
    },
  },
  [FAILOVER]: {
    spec: {
      redis: {
        ...WATCHED_PART,
        ...leaves("port shutdownConfigMap terminationGracePeriod"),
        customCommandRenames: leaves("from to"),
        storage: leaves("keepAfterDeletion emptyDir persistentVolumeClaim"),
        exporter: EXPORTER,
      },
      sentinel: {
        ...WATCHED_PART,
        exporter: EXPORTER,
        configCopy: leaves("containerSecurityContext"),
      },
      auth: leaves("secretPath"),
      labelWhitelist: true,
      bootstrapNode: leaves("host port allowSentinels"),
    },
  },
};
