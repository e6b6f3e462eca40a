/**
 * The fields of the operator's kinds: those that they have today, and those of earlier versions that are read here.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { type KindName, kindsOf } from "./kinds.ts";

const NAMED = leaves("name");
const KEY = leaves("name key");
const GENERATED = leaves("name key generate");
const METADATA = leaves("labels annotations");
const SERVER = leaves("name namespace kind waitForIt");
const OBJECT = leaves("name namespace");

const CONTAINER = leaves(
  "command args env envFrom volumeMounts livenessProbe readinessProbe startupProbe resources securityContext lifecycle",
);

const POD: FieldNames = {
  podMetadata: METADATA,
  imagePullSecrets: NAMED,
  affinity: leaves("antiAffinityEnabled nodeAffinity podAffinity podAntiAffinity"),
  ...leaves(
    "podSecurityContext serviceAccountName nodeSelector tolerations priorityClassName topologySpreadConstraints",
    "enableServiceLinks terminationGracePeriodSeconds",
  ),
};

const SERVICE: FieldNames = {
  ...leaves(
    "type loadBalancerIP loadBalancerSourceRanges externalTrafficPolicy sessionAffinity allocateLoadBalancerNodePorts",
    "loadBalancerClass labels annotations",
  ),
  metadata: METADATA,
};

const CONNECTION: FieldNames = {
  ...leaves("secretName params serviceName port"),
  healthCheck: leaves("interval retryInterval"),
  secretTemplate: {
    ...leaves(
      "key format usernameKey passwordKey hostKey portKey databaseKey labels annotations",
    ),
    metadata: METADATA,
  },
};

const EXPORTER: FieldNames = {
  ...leaves(
    "image imagePullPolicy args port resources securityContext podSecurityContext nodeSelector tolerations",
    "priorityClassName",
  ),
  imagePullSecrets: NAMED,
  podMetadata: METADATA,
  affinity: POD.affinity,
};

const METRICS: FieldNames = {
  ...leaves("enabled username"),
  exporter: EXPORTER,
  serviceMonitor: leaves("prometheusRelease jobLabel interval scrapeTimeout"),
  passwordSecretKeyRef: GENERATED,
};

const TLS: FieldNames = {
  ...leaves("enabled required galeraSSTEnabled serverCertAdditionalNames"),
  ...leaves("serverCertIssuerRef clientCertIssuerRef"),
  serverCASecretRef: NAMED,
  serverCertSecretRef: NAMED,
  clientCASecretRef: NAMED,
  clientCertSecretRef: NAMED,
};

const PLUGIN: FieldNames = { pluginNameSecretKeyRef: KEY, pluginArgSecretKeyRef: KEY };

const MAXSCALE: FieldNames = {
  ...CONTAINER,
  ...POD,
  ...leaves(
    "suspend primaryServer image imagePullPolicy replicas podDisruptionBudget updateStrategy requeueInterval config",
  ),
  servers: leaves("name address port protocol maintenance params"),
  inheritMetadata: METADATA,
  services: {
    ...leaves("name router params suspend"),
    listener: leaves("name port protocol params suspend"),
  },
  monitor: leaves("name module interval cooperativeMonitoring params suspend"),
  admin: leaves("port guiEnabled"),
  auth: {
    ...leaves(
      "generate adminUsername deleteDefaultAdmin metricsUsername clientUsername clientMaxConnections",
      "serverUsername serverMaxConnections monitorUsername monitorMaxConnections syncUsername syncMaxConnections",
    ),
    adminPasswordSecretKeyRef: GENERATED,
    metricsPasswordSecretKeyRef: GENERATED,
    clientPasswordSecretKeyRef: GENERATED,
    serverPasswordSecretKeyRef: GENERATED,
    monitorPasswordSecretKeyRef: GENERATED,
    syncPasswordSecretKeyRef: GENERATED,
  },
  metrics: METRICS,
  tls: leaves(
    "enabled adminCASecretRef adminCertSecretRef adminCertIssuerRef listenerCASecretRef listenerCertSecretRef",
    "listenerCertIssuerRef serverCASecretRef serverCertSecretRef verifyPeerCertificate verifyPeerHost",
    "replicationSSLEnabled",
  ),
  connection: CONNECTION,
  kubernetesService: SERVICE,
  guiKubernetesService: SERVICE,
  maintenance: leaves("enabled cordon"),
};

const MARIADB: FieldNames = {
  ...CONTAINER,
  ...POD,
  ...leaves(
    "suspend image imagePullPolicy rootEmptyPassword database username cleanupPolicy myCnf timeZone replicas",
    "replicasAllowEvenNumber port podDisruptionBudget updateStrategy initContainers sidecarContainers volumes",
    "volumeClaimTemplate galera replication",
  ),
  inheritMetadata: METADATA,
  rootPasswordSecretKeyRef: GENERATED,
  passwordSecretKeyRef: GENERATED,
  passwordHashSecretKeyRef: KEY,
  passwordPlugin: PLUGIN,
  myCnfConfigMapKeyRef: KEY,
  bootstrapFrom: leaves(
    "backupRef volumeSnapshotRef pointInTimeRecoveryRef backupContentType s3 azureBlob volume targetRecoveryTime",
    "stagingStorage restoreJob logLevel",
  ),
  storage: leaves(
    "ephemeral size storageClassName resizeInUseVolumes waitForVolumeResize volumeClaimTemplate pvcRetentionPolicy",
  ),
  metrics: METRICS,
  tls: TLS,
  multiCluster: leaves("enabled members primary"),
  maxScaleRef: OBJECT,
  maxScale: { ...MAXSCALE, ...leaves("enabled") },
  pointInTimeRecoveryRef: NAMED,
  servicePorts: leaves("name port"),
  service: SERVICE,
  connection: CONNECTION,
  primaryService: SERVICE,
  primaryConnection: CONNECTION,
  secondaryService: SERVICE,
  secondaryConnection: CONNECTION,
  maintenance: leaves("enabled cordon drainConnections drainGracePeriodSeconds readOnly"),
};

const SQL: FieldNames = {
  ...leaves("requeueInterval retryInterval cleanupPolicy"),
  mariaDbRef: SERVER,
};

const JOB: FieldNames = {
  ...leaves("args resources securityContext backoffLimit restartPolicy timeZone"),
  ...leaves("successfulJobsHistoryLimit failedJobsHistoryLimit"),
  ...POD,
  mariaDbRef: SERVER,
  inheritMetadata: METADATA,
};

const STORED: FieldNames = leaves("compression logLevel maxRetention stagingStorage storage");

const SPECS: Readonly<Record<KindName, FieldNames>> = {
  MariaDB: MARIADB,
  MaxScale: { ...MAXSCALE, mariaDbRef: SERVER },
  Database: { ...SQL, ...leaves("characterSet collate name") },
  User: {
    ...SQL,
    ...leaves("maxUserConnections name host"),
    passwordSecretKeyRef: KEY,
    passwordHashSecretKeyRef: KEY,
    passwordPlugin: PLUGIN,
    require: leaves("ssl x509 issuer subject"),
  },
  Grant: { ...SQL, ...leaves("privileges database table username host grantOption") },
  Connection: {
    ...CONNECTION,
    ...leaves("username host database"),
    mariaDbRef: SERVER,
    maxScaleRef: OBJECT,
    passwordSecretKeyRef: KEY,
    tlsClientCertSecretRef: NAMED,
  },
  SqlJob: {
    ...JOB,
    ...leaves("username database sql"),
    schedule: leaves("cron suspend"),
    passwordSecretKeyRef: KEY,
    tlsCASecretRef: NAMED,
    tlsClientCertSecretRef: NAMED,
    dependsOn: NAMED,
    sqlConfigMapKeyRef: KEY,
  },
  ExternalMariaDB: {
    ...leaves("image imagePullPolicy host port username"),
    imagePullSecrets: NAMED,
    inheritMetadata: METADATA,
    passwordSecretKeyRef: KEY,
    tls: { ...TLS, ...leaves("mutual") },
    connection: CONNECTION,
  },
  Backup: { ...JOB, ...STORED, ...leaves("databases ignoreGlobalPriv schedule") },
  PhysicalBackup: { ...JOB, ...STORED, ...leaves("podAffinity schedule target timeout") },
  PointInTimeRecovery: {
    ...leaves("archiveTimeout compression storage strictMode"),
    physicalBackupRef: NAMED,
  },
  Restore: {
    ...JOB,
    ...leaves("backupRef database logLevel s3 stagingStorage targetRecoveryTime volume"),
  },
};

/** By kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = Object.fromEntries(
  (Object.keys(SPECS) as KindName[]).flatMap((name) =>
    kindsOf(name).map((kind) => [
      kind,
      { ...leaves("apiVersion kind metadata status"), spec: SPECS[name] },
    ])
  ),
);
