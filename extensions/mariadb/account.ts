/**
 * What becomes of the fields of the operator's kinds.
 *
 * @module
 */

import {
  type FieldCondition,
  type FieldRule,
  type FieldRules,
  type LikeField,
  mapping,
  mayBeOn,
  meaningless,
  rulesBelow,
  rulesOfFields,
} from "@dekube/engine/pacts";
import { FIELDS } from "./fields.ts";
import { type KindName, kindsOf } from "./kinds.ts";

const ONE = "there is one server, on one host";
const CONFIG = { becomes: "the config of the server" };
const SERVICES = { becomes: "the Services that lead to the server" };
const SETUP = { becomes: "what the server is set up with" };
const CERTIFICATES = { becomes: "the server's certificates" };
const SECRET = { becomes: "the Secret of the connection" };
const PASSWORD = { becomes: "the password that the server asks for" };

function like(path: string): LikeField {
  return { like: { kind: "StatefulSet", path } };
}

/** Fields of a pod or a container, by the names that they have here. */
function likeFields(path: string, names: string): FieldRules {
  return Object.fromEntries(names.split(" ").map((name) => [name, like(`${path}.${name}`)]));
}

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[]`;

const PODS: FieldRules = {
  ...likeFields(
    POD,
    "affinity nodeSelector tolerations topologySpreadConstraints priorityClassName imagePullSecrets enableServiceLinks terminationGracePeriodSeconds serviceAccountName",
  ),
  "affinity.antiAffinityEnabled": { meaningless: ONE },
  podSecurityContext: like(`${POD}.securityContext`),
  podMetadata: like("spec.template.metadata"),
};

/** Rules for who asks where the operator keeps trying. */
const RECONCILED: FieldRules = {
  ...meaningless(
    "nothing keeps trying what the server was told once",
    "requeueInterval retryInterval",
  ),
  cleanupPolicy: { meaningless: "what was made stays in the server until somebody removes it" },
  mariaDbRef: { becomes: "the server that it is made in" },
  "mariaDbRef.waitForIt": { meaningless: "it is made when the server answers" },
};

const CONNECTION: FieldRules = {
  "": SECRET,
  healthCheck: { meaningless: "nobody looks whether it works" },
};

const SERVICE: FieldRules = {
  "": SERVICES,
  ...meaningless(
    "a host has its addresses, and one way to each service",
    "loadBalancerIP loadBalancerClass allocateLoadBalancerNodePorts externalTrafficPolicy sessionAffinity",
  ),
};

const isOff = (field: string): FieldCondition => ({ manifest }) =>
  mapping(mapping(manifest.spec)[field]).enabled !== true;

/** A part that may be off. */
function partOf(field: string, rule: FieldRule, why: string): FieldRule[] {
  return [{ meaningless: why, when: isOff(field) }, rule];
}

/** A part that there is where there are several members. */
function ofMembers(rule: FieldRule): FieldRule[] {
  const isOne: FieldCondition = (place, ctx) =>
    isOff("galera")(place, ctx) && isOff("replication")(place, ctx);
  return [{ meaningless: "the operator reads it for several members alone", when: isOne }, rule];
}

const UNREAD = meaningless(
  "the Services lead to the server itself, and no MaxScale runs",
  "command args env envFrom volumeMounts livenessProbe readinessProbe startupProbe resources securityContext lifecycle",
  "podMetadata imagePullSecrets affinity podSecurityContext serviceAccountName nodeSelector tolerations",
  "priorityClassName topologySpreadConstraints enableServiceLinks terminationGracePeriodSeconds",
  "primaryServer image imagePullPolicy podDisruptionBudget updateStrategy requeueInterval config monitor admin",
  "guiKubernetesService metrics inheritMetadata",
);

const MAXSCALE: FieldRules = {
  "": SERVICES,
  ...UNREAD,
  suspend: { meaningless: "nobody changes what is there" },
  replicas: { meaningless: ONE },
  servers: { becomes: "the server that its Services lead to" },
  ...meaningless(
    "there is one server to route to",
    "services[].router services[].params services[].listener.protocol services[].listener.params",
    "services[].suspend services[].listener.suspend",
  ),
  ...meaningless(
    "no MaxScale logs in with it",
    "auth.adminUsername auth.deleteDefaultAdmin auth.metricsUsername auth.serverUsername auth.serverMaxConnections",
    "auth.monitorUsername auth.monitorMaxConnections auth.syncUsername auth.syncMaxConnections",
  ),
  auth: SETUP,
  tls: CERTIFICATES,
  ...rulesBelow("connection", CONNECTION),
  ...rulesBelow("kubernetesService", SERVICE),
  maintenance: SERVICES,
};

const METRICS = "no exporter is asked for";

const MARIADB: FieldRules = {
  ...likeFields(
    CONTAINER,
    "image imagePullPolicy command args env envFrom volumeMounts livenessProbe readinessProbe startupProbe resources securityContext lifecycle",
  ),
  image: { becomes: "services.*.image" },
  ...PODS,
  volumes: like(`${POD}.volumes`),
  initContainers: like(`${POD}.initContainers`),
  sidecarContainers: like(`${POD}.containers`),
  "sidecarContainers[].name": { becomes: "the name of the service" },
  "initContainers[].name": { becomes: "the name of the service" },
  inheritMetadata: { becomes: "labels and annotations of what is made" },
  suspend: { meaningless: "nobody changes what is there" },
  rootPasswordSecretKeyRef: PASSWORD,
  rootEmptyPassword: PASSWORD,
  database: SETUP,
  username: SETUP,
  passwordSecretKeyRef: SETUP,
  passwordHashSecretKeyRef: SETUP,
  passwordPlugin: SETUP,
  cleanupPolicy: RECONCILED.cleanupPolicy as FieldRule,
  myCnf: CONFIG,
  myCnfConfigMapKeyRef: CONFIG,
  timeZone: CONFIG,
  port: SERVICES,
  servicePorts: SERVICES,
  replicas: [
    { meaningless: "it is the default", when: ({ value }) => value === 1 },
    { becomes: "whether there is a server" },
  ],
  replicasAllowEvenNumber: { meaningless: ONE },
  ...meaningless(ONE, "podDisruptionBudget updateStrategy pointInTimeRecoveryRef"),
  galera: partOf("galera", SERVICES, "it is off"),
  replication: partOf("replication", SERVICES, "it is off"),
  ...meaningless(
    "there is one server, and no other to copy to",
    "galera.agent galera.availableWhenDonor galera.galeraLibPath galera.initContainer galera.initJob galera.primary",
    "galera.providerOptions galera.recovery galera.replicaThreads galera.sst galera.gtidDomainId galera.serverId",
    "galera.replPasswordSecretKeyRef",
    "replication.agent replication.gtidStrictMode replication.initContainer replication.primary replication.replica",
    "replication.semiSyncAckTimeout replication.semiSyncEnabled replication.semiSyncWaitPoint",
    "replication.serverIdStartIndex replication.gtidDomainId replication.standaloneProbes replication.syncBinlog",
    "replication.probesEnabled",
  ),
  "galera.config": { becomes: "services.*.volumes" },
  "galera.config.volumeClaimTemplate": { meaningless: "there is no config of Galera's to keep" },
  storage: { becomes: "services.*.volumes" },
  ...meaningless(
    "a folder has neither size nor class, and stays",
    "storage.size storage.storageClassName storage.resizeInUseVolumes storage.waitForVolumeResize",
    "storage.pvcRetentionPolicy",
  ),
  "storage.volumeClaimTemplate": like("spec.volumeClaimTemplates[].spec"),
  "storage.volumeClaimTemplate.metadata": like("spec.volumeClaimTemplates[].metadata"),
  volumeClaimTemplate: like("spec.volumeClaimTemplates[].spec"),
  "volumeClaimTemplate.metadata": like("spec.volumeClaimTemplates[].metadata"),
  metrics: partOf("metrics", { becomes: "the exporter's service" }, METRICS),
  "metrics.exporter.affinity": { meaningless: ONE },
  tls: CERTIFICATES,
  "tls.galeraSSTEnabled": { meaningless: "there is no other server to copy to" },
  multiCluster: { meaningless: ONE },
  maxScaleRef: { meaningless: "a MaxScale says itself which server it is of" },
  ...rulesBelow("maxScale", MAXSCALE),
  ...rulesBelow("service", SERVICE),
  ...rulesBelow("primaryService", { ...SERVICE, "": ofMembers(SERVICES) }),
  ...rulesBelow("secondaryService", { ...SERVICE, "": ofMembers(SERVICES) }),
  ...rulesBelow("connection", CONNECTION),
  ...rulesBelow("primaryConnection", { ...CONNECTION, "": ofMembers(SECRET) }),
  ...rulesBelow("secondaryConnection", { ...CONNECTION, "": ofMembers(SECRET) }),
  maintenance: [
    {
      meaningless: "it is off",
      when: ({ manifest }) => !mayBeOn(mapping(mapping(manifest.spec).maintenance).enabled),
    },
    SERVICES,
  ],
  ...meaningless(
    "a server that starts has no connections yet",
    "maintenance.drainConnections maintenance.drainGracePeriodSeconds",
  ),
};

const JOB: FieldRules = {
  mariaDbRef: { becomes: "the server that it runs against" },
  "mariaDbRef.waitForIt": { meaningless: "it waits until the server lets it in" },
};

const BACKUP: FieldRules = { "": { meaningless: "nothing is backed up from here, which is said" } };

const SPECS: Readonly<Record<KindName, FieldRules>> = {
  MariaDB: MARIADB,
  MaxScale: {
    ...MAXSCALE,
    mariaDbRef: { becomes: "the server that its Services lead to" },
    "mariaDbRef.waitForIt": { meaningless: "its Services lead there at once" },
  },
  Database: { "": SETUP, ...RECONCILED },
  User: { "": SETUP, ...RECONCILED },
  Grant: { "": SETUP, ...RECONCILED },
  Connection: {
    ...CONNECTION,
    "mariaDbRef.waitForIt": { meaningless: "the Secret is there from the beginning" },
  },
  SqlJob: {
    "": { becomes: "the Job that runs it" },
    ...JOB,
    args: { meaningless: "the operator does not read it" },
    ...meaningless(
      "there is one node, which pulls images as the host does",
      "affinity nodeSelector tolerations priorityClassName imagePullSecrets serviceAccountName",
    ),
    ...meaningless(
      "Compose keeps no finished containers of its own",
      "successfulJobsHistoryLimit failedJobsHistoryLimit",
    ),
  },
  Backup: BACKUP,
  PhysicalBackup: BACKUP,
  PointInTimeRecovery: BACKUP,
  Restore: { "": { meaningless: "nothing is restored from here, which is said" } },
  ExternalMariaDB: {
    host: SECRET,
    port: SECRET,
    username: SECRET,
    passwordSecretKeyRef: SECRET,
    ...rulesBelow("connection", CONNECTION),
    ...meaningless(
      "nothing is done to the server from here",
      "image imagePullPolicy imagePullSecrets inheritMetadata tls",
    ),
  },
};

const RULES: Readonly<Record<string, FieldRules>> = Object.fromEntries(
  (Object.keys(SPECS) as KindName[]).flatMap((name) =>
    kindsOf(name).map((kind) => [kind, rulesBelow("spec", SPECS[name])])
  ),
);

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = rulesOfFields(RULES, FIELDS);
