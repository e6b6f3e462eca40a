/**
 * The fields that these kinds have.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { CLUSTER, INSTALLATION, KEEPER, KEEPER_INSTALLATION, TEMPLATE } from "./kinds.ts";

const USED = leaves(
  "clusterServiceTemplate dataVolumeClaimTemplate hostTemplate logVolumeClaimTemplate podTemplate",
  "replicaServiceTemplate serviceTemplate serviceTemplates shardServiceTemplate volumeClaimTemplate",
);

const OWN = { ...leaves("files name settings"), templates: USED };

const KEEPERS = {
  ...leaves("identity operation_timeout_ms root session_timeout_ms use_compression"),
  nodes: leaves("availabilityZone host port secure"),
  keeper: leaves("name namespace serviceType"),
};

const HOST_RECONCILE = {
  drop: { replicas: leaves("active onDelete onLostVolume") },
  wait: {
    ...leaves("exclude include queries"),
    probes: leaves("readiness startup"),
    replicas: leaves("all delay new"),
  },
};

const RUNTIME = leaves("reconcileShardsMaxConcurrencyPercent reconcileShardsThreadsNumber");

const CLEANUP = {
  reconcileFailedObjects: leaves("configMap pvc service statefulSet"),
  unknownObjects: leaves("configMap pvc service statefulSet"),
};

const ENABLED = leaves("enabled");

const RECONCILE = {
  ...leaves("configMapPropagationTimeout policy"),
  cleanup: CLEANUP,
  host: HOST_RECONCILE,
  macros: {
    sections: {
      files: ENABLED,
      profiles: ENABLED,
      quotas: ENABLED,
      settings: ENABLED,
      users: ENABLED,
    },
  },
  runtime: RUNTIME,
};

const DEFAULTS = {
  ...leaves("replicasUseFQDN"),
  distributedDDL: leaves("profile"),
  storageManagement: leaves("provisioner reclaimPolicy"),
  templates: USED,
};

/** Templates that resources define. */
function templates(host: FieldNames): FieldNames {
  return {
    hostTemplates: { ...leaves("name"), portDistribution: leaves("type"), spec: host },
    podTemplates: {
      ...leaves("distribution generateName metadata name spec"),
      podDistribution: leaves("number scope topologyKey type"),
      zone: leaves("key values"),
    },
    serviceTemplates: leaves("generateName metadata name spec"),
    volumeClaimTemplates: leaves("metadata name provisioner reclaimPolicy spec"),
  };
}

const SERVER = {
  ...OWN,
  ...leaves("httpPort httpsPort insecure interserverHTTPPort secure tcpPort tlsPort"),
};

const KEEPER_SERVER = { ...OWN, ...leaves("raftPort zkPort") };

const REPLICAS = { ...OWN, ...leaves("shardsCount") };

const INSTALLATION_SPEC: FieldNames = {
  ...leaves("namespaceDomainPattern restart stop suspend taskID troubleshoot"),
  configuration: {
    ...leaves("files profiles quotas settings users"),
    zookeeper: KEEPERS,
    clusters: {
      ...OWN,
      ...leaves("insecure pdbManaged pdbMaxUnavailable secure"),
      layout: {
        ...leaves("replicasCount shardsCount type"),
        replicas: { ...REPLICAS, shards: SERVER },
        shards: {
          ...OWN,
          ...leaves("definitionType internalReplication replicasCount weight"),
          replicas: SERVER,
        },
      },
      reconcile: { host: HOST_RECONCILE, runtime: RUNTIME },
      schemaPolicy: leaves("replica shard"),
      secret: {
        ...leaves("auto value"),
        valueFrom: { secretKeyRef: leaves("key name optional") },
      },
      zookeeper: KEEPERS,
    },
  },
  defaults: DEFAULTS,
  reconcile: RECONCILE,
  reconciling: RECONCILE,
  templates: templates(SERVER),
  templating: leaves("chiSelector policy"),
  useTemplates: leaves("name namespace useType"),
};

const POD = leaves(
  "affinity imagePullSecrets nodeHostnameKey nodeSelector schedulerName securityContext serviceAccountName",
  "terminationGracePeriodSeconds tolerations topologySpreadConstraints topologyZoneKey volumes",
);

const OFFICIAL: FieldNames = {
  ...leaves("annotations clusterDomain labels replicas"),
  containerTemplate: {
    ...leaves("env imagePullPolicy resources securityContext volumeMounts"),
    image: leaves("hash repository tag"),
  },
  dataVolumeClaimSpec: leaves(
    "accessModes dataSource dataSourceRef resources selector storageClassName",
    "volumeAttributesClassName volumeMode volumeName",
  ),
  podTemplate: POD,
};

const OFFICIAL_SETTINGS = {
  ...leaves("extraConfig"),
  logger: leaves("count jsonLogs level logToFile size"),
  tls: {
    ...leaves("enabled required"),
    caBundle: leaves("key name"),
    serverCertSecret: leaves("name"),
  },
};

/** The fields of each kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [INSTALLATION]: { spec: INSTALLATION_SPEC },
  [TEMPLATE]: { spec: INSTALLATION_SPEC },
  [KEEPER_INSTALLATION]: {
    spec: {
      ...leaves("namespaceDomainPattern stop suspend taskID"),
      configuration: {
        ...leaves("files settings"),
        clusters: {
          ...OWN,
          ...leaves("pdbManaged pdbMaxUnavailable"),
          layout: {
            ...leaves("replicasCount"),
            replicas: { ...REPLICAS, shards: KEEPER_SERVER },
          },
        },
      },
      defaults: DEFAULTS,
      reconciling: { ...leaves("configMapPropagationTimeout policy"), cleanup: CLEANUP },
      templates: templates(KEEPER_SERVER),
    },
  },
  [CLUSTER]: {
    spec: {
      ...OFFICIAL,
      ...leaves("shards"),
      keeperClusterRef: leaves("name"),
      settings: {
        ...OFFICIAL_SETTINGS,
        ...leaves("enableDatabaseSync extraUsersConfig"),
        defaultUserPassword: {
          ...leaves("passwordType"),
          configMap: leaves("key name"),
          secret: leaves("key name"),
        },
      },
    },
  },
  [KEEPER]: { spec: { ...OFFICIAL, settings: OFFICIAL_SETTINGS } },
};
