/**
 * What becomes of the fields of the operator's kinds.
 *
 * @module
 */

import {
  type FieldPlace,
  type FieldRules,
  type LikeField,
  meaningless,
  rulesBelow,
} from "@dekube/engine/pacts";
import { OPERATOR_CONFIGURATION, POSTGRES_TEAM, POSTGRESQL } from "./kinds.ts";

const ONE_SERVER = "there is one server, on one host";
const NO_POOLER = "there is no PgBouncer: its name leads to the server";
/** What else stands there is said. */
const EMPTY = {
  meaningless: "it is empty",
  when: ({ value }: FieldPlace) => typeof value === "object" || value === "",
};
const SETUP = { becomes: "what the server is set up with at its first start" };
const CONFIG = { becomes: "the config of the server" };
const SERVICES = { becomes: "the Services that lead to the server" };
const CERTIFICATE = { becomes: "the server's certificate" };

function like(path: string): LikeField {
  return { like: { kind: "StatefulSet", path } };
}

const CONTAINER = "spec.template.spec.containers[]";

/** Options of the operator that make a difference here. */
const OPTIONS =
  "docker_image sidecar_docker_images enable_shm_volume users.super_username users.replication_username " +
  "users.additional_owner_roles kubernetes.cluster_labels kubernetes.cluster_name_label " +
  "kubernetes.inherited_labels kubernetes.pod_role_label kubernetes.secret_name_template " +
  "kubernetes.enable_cross_namespace_secret kubernetes.infrastructure_roles_secret_name " +
  "kubernetes.infrastructure_roles_secrets kubernetes.custom_pod_annotations " +
  "kubernetes.share_pgsocket_with_sidecars load_balancer.enable_master_load_balancer " +
  "load_balancer.enable_master_pooler_load_balancer load_balancer.enable_replica_load_balancer " +
  "load_balancer.enable_replica_pooler_load_balancer load_balancer.enable_master_node_port " +
  "load_balancer.enable_master_pooler_node_port load_balancer.enable_replica_node_port " +
  "load_balancer.enable_replica_pooler_node_port load_balancer.custom_service_annotations " +
  "teams_api.enable_admin_role_for_users teams_api.team_admin_role teams_api.protected_role_names " +
  "connection_pooler.connection_pooler_user sidecars";

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  [POSTGRESQL]: rulesBelow("spec", {
    teamId: { becomes: "a label of the Services and the server" },
    "postgresql.version": { becomes: "services.*.image" },
    "postgresql.parameters": CONFIG,
    "patroni.pg_hba": { becomes: "the access rules of the server" },
    "patroni.initdb": SETUP,
    "patroni.slots": SETUP,
    ...meaningless(
      ONE_SERVER,
      "patroni.ttl patroni.loop_wait patroni.retry_timeout patroni.maximum_lag_on_failover",
      "patroni.synchronous_mode patroni.synchronous_mode_strict patroni.synchronous_node_count",
      "patroni.failsafe_mode schedulerName nodeAffinity topologySpreadConstraints tolerations",
      "podPriorityClassName pod_priority_class_name",
    ),
    numberOfInstances: [
      { meaningless: "it is the default", when: ({ value }) => value === 1 },
      { becomes: "whether there is a server" },
    ],
    users: SETUP,
    databases: SETUP,
    preparedDatabases: SETUP,
    ...meaningless(
      "passwords are made once and kept",
      "usersIgnoringSecretRotation usersWithSecretRotation usersWithInPlaceSecretRotation",
    ),
    volume: { meaningless: "a folder has neither size nor class" },
    "volume.subPath": { becomes: "services.*.volumes" },
    "volume.isSubPathExpr": { becomes: "services.*.volumes" },
    additionalVolumes: { becomes: "services.*.volumes" },
    "additionalVolumes[].volumeSource": like("spec.template.spec.volumes[]"),
    env: like(`${CONTAINER}.env`),
    envFrom: like(`${CONTAINER}.envFrom`),
    resources: like(`${CONTAINER}.resources`),
    "sidecars[]": like(CONTAINER),
    initContainers: like("spec.template.spec.initContainers"),
    init_containers: { meaningless: "the operator reads initContainers" },
    podAnnotations: like("spec.template.metadata.annotations"),
    serviceAnnotations: SERVICES,
    masterServiceAnnotations: SERVICES,
    replicaServiceAnnotations: SERVICES,
    enableShmVolume: { becomes: "services.*.shm_size and tmpfs" },
    livenessProbe: {
      meaningless: "it asks Patroni, which does not run; the server itself is asked for its health",
    },
    ...meaningless(
      "the official image takes care of its user by itself",
      "spiloRunAsUser spiloRunAsGroup spiloFSGroup",
    ),
    dockerImage: [
      { meaningless: "Spilo needs a cluster's API; the official image of the same version runs" },
    ],
    ...Object.fromEntries(
      ["Master", "Replica", "MasterPooler", "ReplicaPooler"].flatMap((one) => [
        [`enable${one}LoadBalancer`, SERVICES],
        [`enable${one}NodePort`, SERVICES],
        [`${one.replace(/^./, (letter) => letter.toLowerCase())}NodePort`, SERVICES],
      ]),
    ),
    allowedSourceRanges: [
      {
        becomes: "whom the published ports let in",
        when: ({ manifest }) => isBalanced(manifest.spec),
      },
      { meaningless: "it is for LoadBalancers, and there is none" },
    ],
    useLoadBalancer: { meaningless: "the operator reads enableMasterLoadBalancer" },
    replicaLoadBalancer: { meaningless: "the operator reads enableReplicaLoadBalancer" },
    enableConnectionPooler: SERVICES,
    enableReplicaConnectionPooler: SERVICES,
    connectionPooler: SERVICES,
    "connectionPooler.user": SETUP,
    ...meaningless(
      NO_POOLER,
      "connectionPooler.numberOfInstances connectionPooler.schema connectionPooler.mode",
      "connectionPooler.dockerImage connectionPooler.maxDBConnections connectionPooler.resources",
    ),
    tls: CERTIFICATE,
    ...meaningless(
      "there is no operator that would make backups",
      "logicalBackupRetention logicalBackupSchedule enableLogicalBackup",
    ),
    streams: EMPTY,
    clone: EMPTY,
    standby: EMPTY,
    maintenanceWindows: { meaningless: "there is no operator that would do anything in them" },
  }),
  [OPERATOR_CONFIGURATION]: rulesBelow("configuration", {
    "": {
      meaningless: "it is for the operator itself, or for what one server on one host has not",
    },
    ...Object.fromEntries(
      OPTIONS.split(" ").map((option) => [option, { becomes: "all clusters of the operator" }]),
    ),
  }),
  [POSTGRES_TEAM]: {},
};

function isBalanced(spec: unknown): boolean {
  return Object.entries(Object(spec)).some(([field, value]) =>
    /^enable\w+LoadBalancer$/.test(field) && value === true
  );
}
