/**
 * What becomes of the fields of these kinds.
 *
 * @module
 */

import {
  above,
  type FieldCondition,
  type FieldPlace,
  type FieldRules,
  isMapping,
  isOn,
  type LikeField,
  mapping,
  meaningless,
  rulesBelow,
  rulesOfFields,
  text,
} from "@dekube/engine/pacts";
import { AGENTS } from "./community/pod.ts";
import { FIELDS } from "./fields.ts";
import { BACKUP, COMMUNITY, PERCONA, RESTORE, SYNC } from "./kinds.ts";

const CONFIG = { becomes: "the config of the server" };
const SETUP = { becomes: "the script that sets the server up" };
const SERVICES = { becomes: "the Services that lead to the server" };
const SECRETS = { becomes: "the Secrets by which applications find the server" };
const PASSWORD = { becomes: "the password that the server asks for" };

const ONE = "there is one member";
const NO_AGENT = "there is no agent: a script starts the server and sets it up";
const NO_BACKUP =
  "backups go to an object store by the operator's own programs, which are not here";
const DOCKER_LOGS = "Docker keeps the logs";

const POD = "spec.template.spec";
const CONTAINER = `${POD}.containers[]`;

function like(path: string): LikeField {
  return { like: { kind: "StatefulSet", path } };
}

function likeFields(path: string, names: string): FieldRules {
  return Object.fromEntries(names.split(" ").map((name) => [name, like(`${path}.${name}`)]));
}

/** A container that the operator runs and that is not here; the place is that of the container. */
const isAgent: FieldCondition = (place) =>
  isMapping(place.value) && AGENTS.has(text(place.value.name));
/** A field of the server's own container, two levels below it. */
const isServers: FieldCondition = (place) => {
  const container = above(place, 1);
  return isMapping(container) && container.name === "mongod";
};

const COMMUNITY_RULES: FieldRules = {
  members: { meaningless: "the host is the only one that could fail" },
  ...meaningless(ONE, "arbiters", "memberConfig"),
  "memberConfig[].tags": [
    { becomes: "the script that sets the server up", when: isFirst },
    { meaningless: ONE },
  ],
  type: { meaningless: "there is no other" },
  version: { becomes: "services.*.image" },
  clusterDomain: SECRETS,
  featureCompatibilityVersion: SETUP,
  additionalMongodConfig: CONFIG,
  additionalConnectionStringConfig: SECRETS,
  ...meaningless(NO_AGENT, "agent"),
  ...meaningless(DOCKER_LOGS, "agent.logRotate agent.auditLogRotate"),
  "agent.systemLog": [
    {
      meaningless: "what the server writes to its own output Docker keeps",
      when: ({ manifest }) => !hasLogFile(mapping(manifest.spec)),
    },
    CONFIG,
  ],
  automationConfig: { meaningless: NO_AGENT },
  "automationConfig.replicaSet": SETUP,
  "automationConfig.processes[].logRotate": { meaningless: DOCKER_LOGS },
  prometheus: { meaningless: NO_AGENT },
  replicaSetHorizons: { meaningless: "clients find the server under the one name" },
  "security.roles": SETUP,
  "security.tls": CONFIG,
  ...Object.fromEntries(
    ["certificateKeySecretRef", "caCertificateSecretRef", "caConfigMapRef"].map((name) => [
      `security.tls.${name}`,
      [
        { becomes: "services.*.volumes", when: isTls },
        { meaningless: "TLS is off" },
      ],
    ]),
  ),
  "security.authentication": CONFIG,
  "security.authentication.ignoreUnknownUsers": SETUP,
  ...meaningless(
    "the script that sets the server up proves itself by a password",
    "security.authentication.agentMode security.authentication.agentCertificateSecretRef",
  ),
  users: SETUP,
  "users[].passwordSecretRef": PASSWORD,
  ...Object.fromEntries(
    [
      "additionalConnectionStringConfig",
      "connectionStringSecretName",
      "connectionStringSecretNamespace",
      "connectionStringSecretAnnotations",
    ].map((name) => [`users[].${name}`, SECRETS]),
  ),
  "users[].scramCredentialsSecretName": {
    meaningless: "the server keeps what it checks the password by",
  },
  "statefulSet.metadata": { becomes: "the labels and annotations of the StatefulSet" },
  "statefulSet.spec": like("spec"),
  "statefulSet.spec.replicas": { meaningless: ONE },
  "statefulSet.spec.serviceName": SERVICES,
  "statefulSet.spec.selector": { becomes: "whom the Service leads to" },
  "statefulSet.spec.template.spec.containers[]": [
    { meaningless: NO_AGENT, when: isAgent },
  ],
  "statefulSet.spec.template.spec.initContainers[]": [
    { meaningless: NO_AGENT, when: isAgent },
  ],
  "statefulSet.spec.template.spec.containers[].name": {
    becomes: "the container that the override is of",
  },
  "statefulSet.spec.template.spec.containers[].command": [
    { meaningless: "the script starts the server, or it had no key", when: isServers },
  ],
  "statefulSet.spec.template.spec.containers[].args": [
    { meaningless: "the script starts the server, or it had no key", when: isServers },
  ],
};

function isFirst({ keys }: FieldPlace): boolean {
  return keys[2] === 0;
}

function isTls({ manifest }: FieldPlace): boolean {
  return isOn(mapping(mapping(mapping(manifest.spec).security).tls).enabled);
}

function hasLogFile({ agent }: Record<string, unknown>): boolean {
  const { destination, path } = mapping(mapping(agent).systemLog);
  return text(destination) === "file" && text(path) !== "" && !text(path).startsWith("/dev/");
}

/** What each pod of Percona's operator has. */
const PERCONA_POD: FieldRules = {
  ...likeFields(
    POD,
    "nodeSelector tolerations topologySpreadConstraints priorityClassName serviceAccountName hostAliases runtimeClassName terminationGracePeriodSeconds",
  ),
  ...likeFields(CONTAINER, "env envFrom resources"),
  "resources.limits.memory": { becomes: "services.*.deploy, and how much the server caches" },
  podSecurityContext: like(`${POD}.securityContext`),
  containerSecurityContext: like(`${CONTAINER}.securityContext`),
  affinity: { meaningless: "there is one node" },
  ...meaningless(ONE, "size podDisruptionBudget"),
  ...meaningless(
    "the server is ready when all is set up in it; the operator's own check is not in the image",
    "livenessProbe readinessProbe",
  ),
  annotations: like("spec.template.metadata.annotations"),
  labels: like("spec.template.metadata.labels"),
  sidecars: like(`${POD}.containers`),
  sidecarVolumes: like(`${POD}.volumes`),
  sidecarPVCs: { becomes: "claims of the sidecars" },
  hookScript: { becomes: "services.*.volumes" },
  configuration: CONFIG,
  expose: SERVICES,
  ...meaningless(
    "who opens a Service to the outside says so in its manifest; here its port is published",
    "expose.externalTrafficPolicy expose.internalTrafficPolicy expose.loadBalancerClass expose.externalDNS",
  ),
  "expose.loadBalancerSourceRanges": {
    meaningless: "nothing but a port of the host leads to the server, and Docker's firewall is its",
  },
};

const PERCONA_SET: FieldRules = {
  ...PERCONA_POD,
  name: { becomes: "the names of the service, the StatefulSet and the Service" },
  storage: { becomes: "services.*.command" },
  "storage.mmapv1": { meaningless: "no server has it any more" },
  volumeSpec: { becomes: "services.*.volumes" },
  "volumeSpec.persistentVolumeClaim": like("spec.volumeClaimTemplates[].spec"),
  ...meaningless(ONE, "arbiter hidden nonvoting primaryPreferTagSelector"),
  replsetOverrides: SETUP,
  "replsetOverrides.*.host": { meaningless: "clients find the member under its own name" },
  "replsetOverrides.*.priority": { meaningless: ONE },
  splitHorizons: { meaningless: "clients find the member under its own name" },
  clusterRole: { meaningless: "sharding says it" },
  schedulerName: { meaningless: "there is one node" },
  storageScaling: { meaningless: "a folder has no size" },
  ...meaningless("members elsewhere don't reach this one", "externalNodes"),
  search: { meaningless: "there is no mongot" },
};

const PERCONA_RULES: FieldRules = {
  image: { becomes: "services.*.image" },
  imagePullPolicy: like(`${CONTAINER}.imagePullPolicy`),
  imagePullSecrets: like(`${POD}.imagePullSecrets`),
  ...rulesBelow("replsets[]", PERCONA_SET),
  "sharding.enabled": { becomes: "whether there is a mongos" },
  "sharding.balancer": SETUP,
  ...rulesBelow("sharding.configsvrReplSet", PERCONA_SET),
  "sharding.configsvrReplSet.name": { meaningless: "the operator calls it cfg" },
  ...rulesBelow("sharding.mongos", {
    ...PERCONA_POD,
    port: CONFIG,
    hostPort: { becomes: "services.*.ports" },
    setParameter: { becomes: "services.*.command" },
  }),
  ...Object.fromEntries(
    ["sharding.balancer", "sharding.configsvrReplSet", "sharding.mongos"].map((part) => [
      part,
      [
        { meaningless: "sharding is off", when: isWhole },
        ...(part === "sharding.balancer" ? [SETUP] : []),
      ],
    ]),
  ),
  secrets: { becomes: "services.*.volumes" },
  "secrets.users": PASSWORD,
  ...meaningless("nothing of the servers reads it here", "secrets.sse secrets.key"),
  users: SETUP,
  "users[].passwordSecretRef": PASSWORD,
  roles: SETUP,
  tls: { becomes: "services.*.command" },
  "tls.issuerConf": { becomes: "the certificates of the servers" },
  "tls.certValidityDuration": { becomes: "the certificates of the servers" },
  "tls.certManagementPolicy": { becomes: "the certificates of the servers" },
  "unsafeFlags.tls": { becomes: "services.*.command" },
  allowUnsafeConfigurations: { becomes: "services.*.command" },
  pause: { becomes: "whether the servers run" },
  clusterServiceDNSSuffix: SECRETS,
  ...meaningless(
    "there is one host",
    "clusterServiceDNSMode multiCluster schedulerName platform unsafeFlags",
  ),
  ...meaningless(
    "the one container is replaced at once",
    "updateStrategy upgradeOptions revisionHistoryLimit crVersion",
  ),
  ...meaningless("a folder has no size", "enableVolumeExpansion enableExternalVolumeAutoscaling"),
  ...meaningless("a folder has no size", "storageScaling"),
  ...meaningless("no operator changes anything later", "ignoreAnnotations ignoreLabels"),
  ...meaningless(
    "a script starts the server, and no init container brings one",
    "initImage initContainerSecurityContext",
  ),
  logcollector: { meaningless: DOCKER_LOGS },
  defaultRWConcern: { meaningless: "the one member is the majority" },
  backup: { meaningless: NO_BACKUP },
  pmm: { meaningless: "the client of Percona's monitoring is the operator's" },
  unmanaged: { meaningless: "the cluster is one of its own" },
  vault: { meaningless: "nothing is read from Vault" },
  search: { meaningless: "there is no mongot" },
};

function isWhole({ manifest }: FieldPlace): boolean {
  return mapping(mapping(manifest.spec).sharding).enabled !== true;
}

const RULES: Readonly<Record<string, FieldRules>> = {
  [COMMUNITY]: rulesBelow("spec", COMMUNITY_RULES),
  [PERCONA]: rulesBelow("spec", PERCONA_RULES),
  [BACKUP]: { spec: { meaningless: NO_BACKUP } },
  [RESTORE]: { spec: { meaningless: NO_BACKUP } },
  [SYNC]: { spec: { meaningless: "no data are taken over from another cluster" } },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = rulesOfFields(RULES, FIELDS);
