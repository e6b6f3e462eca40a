/**
 * The fields that these kinds have, in any of their versions.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { BACKUP, COMMUNITY, PERCONA, RESTORE, SYNC } from "./kinds.ts";

const NAMED = leaves("name");
const KEYED = leaves("name key");
const ROTATION = leaves(
  "includeAuditLogsWithMongoDBLogs numTotal numUncompressed percentOfDiskspace sizeThresholdMB timeThresholdHrs",
);
const RESTRICTIONS = leaves("clientSource serverAddress");
const ROLE = leaves("name db");

const HOOK: FieldNames = { script: true, configMapRef: NAMED };
const EXPOSE: FieldNames = {
  ...leaves(
    "annotations enabled exposeType externalTrafficPolicy internalTrafficPolicy labels loadBalancerClass",
    "loadBalancerSourceRanges nodePort serviceAnnotations serviceLabels servicePerPod type",
  ),
  externalDNS: leaves("domain prefix ttl"),
};
/** What each pod of Percona's operator has. */
const POD: FieldNames = {
  ...leaves(
    "affinity annotations labels nodeSelector podDisruptionBudget priorityClassName resources runtimeClassName",
    "serviceAccountName sidecarPVCs sidecarVolumes sidecars size terminationGracePeriodSeconds tolerations",
    "topologySpreadConstraints",
  ),
  hookScript: HOOK,
};
const SERVER: FieldNames = {
  ...POD,
  ...leaves(
    "configuration containerSecurityContext env envFrom hostAliases livenessProbe podSecurityContext readinessProbe",
  ),
  expose: EXPOSE,
};
const VOLUME = leaves("emptyDir hostPath persistentVolumeClaim");
const MEMBER: FieldNames = {
  ...POD,
  ...leaves(
    "enabled configuration containerSecurityContext livenessProbe podSecurityContext readinessProbe",
  ),
  volumeSpec: VOLUME,
};
const SET: FieldNames = {
  ...SERVER,
  ...leaves(
    "clusterRole externalNodes name primaryPreferTagSelector replsetOverrides search splitHorizons storageScaling schedulerName",
  ),
  arbiter: { ...POD, enabled: true },
  hidden: MEMBER,
  nonvoting: MEMBER,
  volumeSpec: VOLUME,
  storage: {
    ...leaves("directoryPerDB engine syncPeriodSecs mmapv1"),
    inMemory: { engineConfig: leaves("inMemorySizeRatio") },
    wiredTiger: {
      collectionConfig: leaves("blockCompressor"),
      engineConfig: leaves("cacheSizeRatio directoryForIndexes journalCompressor"),
      indexConfig: leaves("prefixCompression"),
    },
  },
};

/** The fields of each kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [COMMUNITY]: {
    spec: {
      ...leaves(
        "additionalConnectionStringConfig additionalMongodConfig arbiters clusterDomain featureCompatibilityVersion",
        "members replicaSetHorizons type version",
      ),
      agent: {
        ...leaves("logFile logLevel maxLogFileDurationHours"),
        auditLogRotate: ROTATION,
        logRotate: ROTATION,
        systemLog: leaves("destination logAppend path"),
      },
      automationConfig: {
        processes: { ...leaves("disabled name"), logRotate: ROTATION },
        replicaSet: leaves("id settings"),
      },
      memberConfig: leaves("priority tags votes"),
      prometheus: {
        ...leaves("metricsPath port username"),
        passwordSecretRef: KEYED,
        tlsSecretKeyRef: KEYED,
      },
      security: {
        authentication: {
          ...leaves("agentMode ignoreUnknownUsers modes"),
          agentCertificateSecretRef: NAMED,
        },
        roles: {
          ...leaves("db role"),
          authenticationRestrictions: RESTRICTIONS,
          privileges: {
            actions: true,
            resource: leaves("anyResource cluster collection db"),
          },
          roles: ROLE,
        },
        tls: {
          ...leaves("enabled optional"),
          caCertificateSecretRef: NAMED,
          caConfigMapRef: NAMED,
          certificateKeySecretRef: NAMED,
        },
      },
      statefulSet: { spec: true, metadata: leaves("annotations labels") },
      users: {
        ...leaves(
          "additionalConnectionStringConfig connectionStringSecretAnnotations connectionStringSecretName",
          "connectionStringSecretNamespace db name scramCredentialsSecretName",
        ),
        passwordSecretRef: KEYED,
        roles: ROLE,
      },
    },
  },
  [PERCONA]: {
    spec: {
      ...leaves(
        "allowUnsafeConfigurations backup clusterServiceDNSMode clusterServiceDNSSuffix crVersion defaultRWConcern",
        "enableExternalVolumeAutoscaling enableVolumeExpansion ignoreAnnotations ignoreLabels image imagePullPolicy",
        "imagePullSecrets initContainerSecurityContext initImage logcollector multiCluster pause platform pmm",
        "revisionHistoryLimit schedulerName search storageScaling unmanaged unsafeFlags updateStrategy upgradeOptions",
        "vault",
      ),
      replsets: SET,
      roles: {
        ...leaves("db role"),
        authenticationRestrictions: RESTRICTIONS,
        privileges: { actions: true, resource: leaves("cluster collection db") },
        roles: leaves("db role"),
      },
      secrets: leaves("encryptionKey keyFile key ldapSecret sse ssl sslInternal users vault"),
      sharding: {
        ...leaves("enabled"),
        balancer: leaves("enabled"),
        configsvrReplSet: SET,
        mongos: {
          ...SERVER,
          ...leaves("hostPort port"),
          setParameter: leaves("cursorTimeoutMillis"),
        },
      },
      tls: {
        ...leaves("allowInvalidCertificates certManagementPolicy certValidityDuration mode"),
        issuerConf: leaves("group kind name"),
      },
      users: { ...leaves("db name"), passwordSecretRef: KEYED, roles: ROLE },
    },
  },
  [BACKUP]: {
    spec: leaves(
      "clusterName compressionLevel compressionType startingDeadlineSeconds storageName type volumeSnapshotClass",
      // The name that the cluster had before.
      "psmdbCluster",
    ),
  },
  [RESTORE]: {
    spec: {
      ...leaves("backupName backupSource clusterName replset replsetRemapping storageName"),
      pitr: leaves("date type"),
      selective: leaves("namespaces nsFrom nsTo withUsersAndRoles"),
    },
  },
  [SYNC]: {
    spec: {
      ...leaves(
        "affinity annotations clusterName containerSecurityContext env excludeNamespaces image imagePullPolicy",
        "imagePullSecrets labels livenessProbe mode nodeSelector podSecurityContext readinessProbe resources",
        "runtimeClassName tolerations",
      ),
      pcsmConfig: leaves("logJSON logLevel"),
      source: leaves("credentialsSecret uri"),
    },
  },
};
