/**
 * What becomes of the fields of these kinds.
 *
 * @module
 */

import {
  type FieldCondition,
  type FieldRules,
  type LikeField,
  list,
  mapping,
  meaningless,
  rulesBelow,
  rulesOfFields,
} from "@dekube/engine/pacts";
import { FIELDS } from "./fields.ts";
import { CLUSTER, FAILOVER, REDIS, REPLICATION, SENTINEL } from "./kinds.ts";
import { isFirstVersion } from "./opstree_spec.ts";

const NOT_OPENED =
  "annotations of a Service tell who opens it to the outside, and this one stays inside";
const ONE = "one server does for all of them";
const CONFIG = { becomes: "the config of the server" };
const SERVICES = { becomes: "the Services that lead to the server" };

/** Fields that pods have, by the names that they have here. */
function pods(names: string): FieldRules {
  return likeFields("spec.template.spec", names);
}

/** Fields that containers have. */
function containers(names: string): FieldRules {
  return likeFields("spec.template.spec.containers[]", names);
}

function likeFields(path: string, names: string): FieldRules {
  return Object.fromEntries(names.split(" ").map((name) => [name, like(`${path}.${name}`)]));
}

function like(path: string): LikeField {
  return { like: { kind: "StatefulSet", path } };
}

const CONTAINER = "spec.template.spec.containers[]";
const SCHEDULING = "affinity nodeSelector tolerations topologySpreadConstraints priorityClassName";
const isOn: (enabled: (spec: Record<string, unknown>) => unknown) => FieldCondition =
  (enabled) => ({ manifest }) => enabled(manifest.spec as Record<string, unknown>) === true;
const enabledOf = (value: unknown) => (value as { enabled?: unknown } | undefined)?.enabled;

const KUBERNETES_CONFIG: FieldRules = {
  ...containers("image imagePullPolicy resources"),
  imagePullSecrets: like("spec.template.spec.imagePullSecrets"),
  redisSecret: { becomes: "the password that the server asks for" },
  service: SERVICES,
  serviceType: SERVICES,
  "service.headless.type": { meaningless: "a headless Service has no other type" },
  "service.headless.enabled": { meaningless: "the operator makes it in any case" },
  ...meaningless(NOT_OPENED, "service.headless.additionalAnnotations"),
  ...meaningless(
    "the members' own bus has no other member to reach",
    "service.headless.includeBusPort",
  ),
  "service.additional.type": { meaningless: "the operator reads serviceType" },
  "service.additional.additionalAnnotations": { meaningless: "the operator reads annotations" },
  ...meaningless(
    "the one container is replaced at once, and a folder stays",
    "updateStrategy minReadySeconds persistentVolumeClaimRetentionPolicy",
  ),
  ignoreAnnotations: { meaningless: "pods have none of the resource's annotations" },
};

const EXPORTER: FieldRules = {
  "": [
    { becomes: "the exporter's service", when: isOn((spec) => enabledOf(spec.redisExporter)) },
    { meaningless: "the exporter is off" },
  ],
};

const INIT: FieldRules = {
  "": [
    { becomes: "the service of the init container", when: isOn((s) => enabledOf(s.initContainer)) },
    { meaningless: "the init container is off" },
  ],
};

const OPSTREE: FieldRules = {
  ...rulesBelow("kubernetesConfig", KUBERNETES_CONFIG),
  ...rulesBelow("redisExporter", EXPORTER),
  ...rulesBelow("initContainer", INIT),
  ...pods(`${SCHEDULING} terminationGracePeriodSeconds serviceAccountName hostNetwork`),
  ...containers("readinessProbe livenessProbe env"),
  podSecurityContext: like("spec.template.spec.securityContext"),
  securityContext: like(`${CONTAINER}.securityContext`),
  "securityContext.fsGroup": [
    {
      becomes: "services.*.volumes and group_add",
      when: ({ manifest }) => isFirstVersion(manifest),
    },
    { meaningless: "it is for a pod to say, by podSecurityContext; a container has none" },
  ],
  hostPort: { becomes: "services.*.ports" },
  "sidecars[]": like(CONTAINER),
  "sidecars[].name": { becomes: "the name of the service" },
  "sidecars[].mountPath": like(`${CONTAINER}.volumeMounts`),
  TLS: CONFIG,
  "TLS.secret": { becomes: "services.*.volumes" },
  acl: { becomes: "services.*.volumes" },
  redisConfig: CONFIG,
  storage: { becomes: "services.*.volumes" },
  "storage.volumeClaimTemplate": like("spec.volumeClaimTemplates[]"),
  "storage.keepAfterDelete": { meaningless: "a folder stays until somebody removes it" },
  ...meaningless(ONE, "clusterSize pdb podManagementPolicy"),
};

/** A volume of a RedisFailover's pods that none of their containers mounts. */
const isUnmounted: FieldCondition = ({ manifest, keys }) => {
  const part = mapping(mapping(manifest.spec)[String(keys[1])]);
  const volume = mapping(list(part.extraVolumes)[Number(keys[3])]);
  const containers = [...list(part.extraContainers), ...list(part.initContainers)].map(mapping);
  const mounts = [part.extraVolumeMounts, ...containers.map(({ volumeMounts }) => volumeMounts)];
  return !mounts.flatMap(list).some((mount) => mapping(mount).name === volume.name);
};

const SENTINEL_CONFIG: FieldRules = {
  "": CONFIG,
  quorum: { meaningless: "there is one sentinel, which decides alone" },
  ...meaningless(
    "names outlive a container's address, so the sentinel goes by names",
    "resolveHostnames announceHostnames",
  ),
};

/** The operator says of each container of its own who it is, where the resource does not. */
const saysItself: FieldCondition = ({ manifest, keys }) => {
  const part = mapping(mapping(manifest.spec)[String(keys[1])]);
  const others = [...list(part.extraContainers), ...list(part.initContainers)];
  return part.containerSecurityContext === undefined && others.length === 0;
};

const USER = [
  {
    meaningless: "the operator's containers are user 1000; containerSecurityContext says another",
    when: saysItself,
  },
  { becomes: "services.*.user" },
];

const FAILOVER_PART: FieldRules = {
  ...containers("image imagePullPolicy resources command"),
  ...pods(
    `${SCHEDULING} securityContext imagePullSecrets hostNetwork dnsPolicy serviceAccountName`,
  ),
  "securityContext.runAsUser": USER,
  "securityContext.runAsGroup": USER,
  containerSecurityContext: like(`${CONTAINER}.securityContext`),
  replicas: { meaningless: ONE },
  customConfig: CONFIG,
  startupConfigMap: { becomes: "services.*.volumes" },
  podAnnotations: like("spec.template.metadata.annotations"),
  serviceAnnotations: { meaningless: NOT_OPENED },
  initContainers: like("spec.template.spec.initContainers"),
  extraContainers: like("spec.template.spec.containers"),
  extraVolumes: like("spec.template.spec.volumes"),
  "extraVolumes[]": { meaningless: "no container mounts it", when: isUnmounted },
  extraVolumeMounts: like(`${CONTAINER}.volumeMounts`),
  customLivenessProbe: like(`${CONTAINER}.livenessProbe`),
  customReadinessProbe: like(`${CONTAINER}.readinessProbe`),
  customStartupProbe: like(`${CONTAINER}.startupProbe`),
  disablePodDisruptionBudget: { meaningless: ONE },
  exporter: { becomes: "the exporter's service" },
};

const exporterOff = (part: "redis" | "sentinel") => [
  {
    becomes: "the exporter's service",
    when: isOn((spec) => enabledOf((spec[part] as { exporter?: unknown } | undefined)?.exporter)),
  },
  { meaningless: "the exporter is off" },
];

const RULES: Readonly<Record<string, FieldRules>> = {
  [REDIS]: rulesBelow("spec", OPSTREE),
  [REPLICATION]: rulesBelow("spec", {
    ...OPSTREE,
    ...rulesBelow("sentinel", {
      ...SENTINEL_CONFIG,
      ...KUBERNETES_CONFIG,
      ...pods(`${SCHEDULING} terminationGracePeriodSeconds serviceAccountName`),
      podSecurityContext: like("spec.template.spec.securityContext"),
      securityContext: like(`${CONTAINER}.securityContext`),
      service: { meaningless: "the sentinel has the one Service that the operator makes" },
      size: { meaningless: "one sentinel does for all of them" },
    }),
  }),
  [CLUSTER]: rulesBelow("spec", {
    ...OPSTREE,
    ...rulesBelow("redisLeader", {
      ...pods(`${SCHEDULING} terminationGracePeriodSeconds`),
      ...containers("readinessProbe livenessProbe resources securityContext"),
      redisConfig: { meaningless: "the operator reads additionalRedisConfig alone" },
      "redisConfig.additionalRedisConfig": CONFIG,
      ...meaningless(ONE, "replicas pdb"),
    }),
    redisFollower: { meaningless: "the leader has all keys, and answers for the followers" },
    "storage.nodeConfVolume": { meaningless: "the one member has all slots at every start" },
    "storage.nodeConfVolumeClaimTemplate": {
      meaningless: "the one member has all slots at every start",
    },
    "redisConfig.additionalRedisConfig": {
      meaningless: "the operator reads that of redisLeader",
    },
    port: CONFIG,
    clusterVersion: { meaningless: "the server is asked for its version when it starts" },
    persistenceEnabled: { becomes: "services.*.volumes" },
    resources: like(`${CONTAINER}.resources`),
  }),
  [SENTINEL]: rulesBelow("spec", {
    ...OPSTREE,
    ...rulesBelow("redisSentinelConfig", SENTINEL_CONFIG),
    "redisSentinelConfig.redisReplicationPassword": { becomes: "services.*.environment" },
    volumeMount: { becomes: "services.*.volumes" },
    "volumeMount.volume": like("spec.template.spec.volumes"),
    "volumeMount.mountPath": like(`${CONTAINER}.volumeMounts`),
  }),
  [FAILOVER]: rulesBelow("spec", {
    ...rulesBelow("redis", {
      ...FAILOVER_PART,
      port: CONFIG,
      customCommandRenames: CONFIG,
      shutdownConfigMap: { becomes: "services.*.volumes" },
      "storage.persistentVolumeClaim": like("spec.volumeClaimTemplates[]"),
      "storage.emptyDir": like("spec.template.spec.volumes[].emptyDir"),
      "storage.keepAfterDeletion": { meaningless: "a folder stays until somebody removes it" },
      terminationGracePeriod: like("spec.template.spec.terminationGracePeriodSeconds"),
      exporter: exporterOff("redis"),
    }),
    ...rulesBelow("sentinel", {
      ...FAILOVER_PART,
      exporter: exporterOff("sentinel"),
      configCopy: { meaningless: "no init container copies the config" },
    }),
    "auth.secretPath": { becomes: "the password that the server asks for" },
    labelWhitelist: { becomes: "the labels of the pods and Services" },
    bootstrapNode: CONFIG,
  }),
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = rulesOfFields(RULES, FIELDS);
