/**
 * The fields that these kinds have, in any version of the operator.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { OPERATOR_CONFIGURATION, POSTGRES_TEAM, POSTGRESQL } from "./kinds.ts";

const AMOUNTS = leaves("cpu memory hugepages-2Mi hugepages-1Gi");
const RESOURCES: FieldNames = { requests: AMOUNTS, limits: AMOUNTS };

const SPEC: FieldNames = {
  ...leaves(
    "teamId dockerImage spiloRunAsUser spiloRunAsGroup spiloFSGroup enableConnectionPooler",
    "enableReplicaConnectionPooler enableMasterLoadBalancer enableMasterPoolerLoadBalancer",
    "enableReplicaLoadBalancer enableReplicaPoolerLoadBalancer enableMasterNodePort masterNodePort",
    "enableMasterPoolerNodePort masterPoolerNodePort enableReplicaNodePort replicaNodePort",
    "enableReplicaPoolerNodePort replicaPoolerNodePort allowedSourceRanges users",
    "usersIgnoringSecretRotation usersWithSecretRotation usersWithInPlaceSecretRotation",
    "numberOfInstances maintenanceWindows databases preparedDatabases schedulerName nodeAffinity",
    "topologySpreadConstraints tolerations livenessProbe initContainers podPriorityClassName",
    "enableShmVolume enableLogicalBackup logicalBackupRetention logicalBackupSchedule podAnnotations",
    "serviceAnnotations masterServiceAnnotations replicaServiceAnnotations env envFrom",
    // Of older versions.
    "init_containers pod_priority_class_name useLoadBalancer replicaLoadBalancer",
  ),
  postgresql: leaves("version parameters"),
  volume: leaves("selector size storageClass subPath isSubPathExpr iops throughput type"),
  patroni: leaves(
    "initdb pg_hba ttl loop_wait retry_timeout maximum_lag_on_failover slots synchronous_mode",
    "synchronous_mode_strict synchronous_node_count failsafe_mode",
  ),
  resources: RESOURCES,
  connectionPooler: {
    ...leaves("numberOfInstances schema user mode dockerImage maxDBConnections"),
    resources: RESOURCES,
  },
  clone: leaves(
    "cluster uid timestamp s3_wal_path s3_endpoint s3_access_key_id s3_secret_access_key",
    "s3_force_path_style",
  ),
  standby: leaves(
    "s3_wal_path gs_wal_path standby_host standby_port standby_primary_slot_name",
  ),
  sidecars: { ...leaves("name image ports env command"), resources: RESOURCES },
  tls: leaves("secretName certificateFile privateKeyFile caFile caSecretName"),
  additionalVolumes: leaves(
    "name mountPath subPath isSubPathExpr targetContainers volumeSource",
  ),
  streams: leaves(
    "applicationId database tables filter batchSize cpu memory enableRecovery",
  ),
};

/** By kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [POSTGRESQL]: { spec: SPEC, status: true },
  [OPERATOR_CONFIGURATION]: { configuration: true, status: true },
  [POSTGRES_TEAM]: {
    spec: leaves("additionalSuperuserTeams additionalTeams additionalMembers"),
  },
};
