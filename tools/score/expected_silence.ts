/**
 * Fields that may change nothing without a word.
 *
 * @module
 */

import type { Field } from "./fields.ts";

/** Fields, and why nobody misses them. */
export interface ExpectedSilence {
  /** Matches `group/Kind path`. */
  field: RegExp;
  /** Why they may be silent. */
  reason: string;
}

/**
 * What has no meaning on one host, or none unless something else names it. A field stands here where no user would want
 * to be told of it; where something is lost, it belongs into a diagnostic instead.
 */
export const EXPECTED_SILENCE: readonly ExpectedSilence[] = [
  {
    field: /[cC]ontainers\[\]\.(?:name|ports\[\]\.(?:containerPort|name|protocol))$/,
    reason: "a name or a port matters where something refers to it",
  },
  {
    field: /^Service spec\.ports\[\]\.(?:name|port|protocol|targetPort)$/,
    reason:
      "containers of a network reach all ports of each other; a Service's matters where it is named",
  },
  {
    field: /^ReplicationController spec\.selector\./,
    reason: "it repeats the labels of the template",
  },
  {
    field: /\.(?:runAsNonRoot|terminationMessage(?:Path|Policy))$/,
    reason: "a cluster checks or shows it; no container is another for it",
  },
  {
    field: /[. ](?:automountServiceAccountToken|serviceAccount(?:Name)?)$/,
    reason: "there is no API to be known to, and who asks it is told",
  },
  {
    field:
      /[. ](?:affinity|nodeSelector|priorityClassName|schedulerName|tolerations|topologySpreadConstraints)(?:$|[.[])/,
    reason: "there is one node",
  },
  {
    field:
      / spec\.(?:minReadySeconds|podManagementPolicy|primaryUpdateStrategy|progressDeadlineSeconds|revisionHistoryLimit|(?:update)?[sS]trategy)(?:$|\.)/,
    reason: "there is one replica, which Compose replaces",
  },
  {
    field:
      /(?:^PersistentVolumeClaim| .*\.volumeClaimTemplates?(?:\[\])?\.|\.(?:pvcT|volumeClaimT)emplate\.).*(?:accessModes\[\]|requests\.storage|storageClassName|volumeMode|storage-class)$/,
    reason: "a folder has neither size nor class",
  },
  {
    field:
      /^postgresql\.cnpg\.io\/Cluster spec\.(?:storage|walStorage|.*\.storage)\.(?:size|storageClass)$/,
    reason: "a folder has neither size nor class",
  },
  {
    field:
      /^(?:DaemonSet|Deployment|ReplicaSet|ReplicationController|StatefulSet) spec\.template\.spec\.restartPolicy$/,
    reason: "it may have one value",
  },
  {
    field: /[. ](?:dnsPolicy|priority)$|\/critical-pod$/,
    reason: "names are Docker's to find, and there is one node",
  },
  {
    field: /^Service spec\.(?:internalTrafficPolicy|ipFamilies\[\]|ipFamilyPolicy)$/,
    reason:
      "there is one network, to which Docker gives addresses, and one container behind a Service",
  },
  {
    field: /^Secret type$/,
    reason: "it says which keys a Secret must have; where somebody looks at it, it is heard",
  },
  {
    field: /^Ingress spec\.ingressClassName$/,
    reason:
      "there is one proxy; a class that nobody reads is said, and two controllers that read a plain Ingress read it alike",
  },
  {
    field: /^gateway\.networking\.k8s\.io\/Gateway spec\.gatewayClassName$/,
    reason: "there is one proxy, whatever the class",
  },
  {
    field: /^gateway\.networking\.k8s\.io\/\w+ spec\.(?:listeners|rules)\[\]\.name$/,
    reason: "a name matters where something refers to it",
  },
  {
    field: /^gateway\.networking\.k8s\.io\/ListenerSet spec\.parentRef\.(?:group|kind)$/,
    reason: "it can name nothing but a Gateway",
  },
  {
    field:
      /^postgresql\.cnpg\.io\/Cluster spec\.(?:nodeMaintenanceWindow|postgresql\.sync\w+|replicationSlots)\./,
    reason: "there is one server",
  },
  {
    field:
      /^minio\.min\.io\/Tenant (?:spec\.pools\[\]\.volumeClaimTemplate\.(?:apiVersion|kind|status)|.*\.fsGroupChangePolicy|spec\.imagePullSecret|metadata\.annotations\.prometheus\.io\/\w+)(?:$|\.)/,
    reason:
      "the operator says the kind, and no Prometheus looks at a Tenant; images are pulled as the host pulls them",
  },
  {
    field:
      /^kafka\.strimzi\.io\/Kafka(?:NodePool)? spec\.(?:.*storage\.(?:.*\.)?(?:size|class|deleteClaim|kraftMetadata)|roles\[\]|kafka\.metadataVersion|entityOperator\.(?:topic|user)Operator|kafka\.metricsConfig\..*)$/,
    reason:
      "there is one node with all roles, whose folder has no size, and a Job makes topics and users",
  },
  {
    field:
      /^acid\.zalan\.do\/postgresql spec\.(?:volume\.(?:size|storageClass|iops|throughput|type)|patroni\.(?:ttl|loop_wait|retry_timeout|maximum_lag_on_failover|synchronous_\w+|failsafe_mode)|connectionPooler\.\w+|spilo\w+|dockerImage)(?:$|\.)/,
    reason: "there is one server of the official image, whose folder has no size",
  },
  {
    field: /^postgresql\.cnpg\.io\/Pooler spec\.(?:instances|type)$|\.selectorType$/,
    reason: "there is one server, for whatever it is asked",
  },
  {
    field:
      /^postgresql\.cnpg\.io\/Cluster spec\.externalClusters\[\]\.(?:password|ssl\w+|.*\.(?:sslmode|wal|\w+Credentials))(?:$|\.)/,
    reason: "the data of a source is said not to come, which takes no credentials",
  },
  {
    field:
      /^redis\.redis\.opstreelabs\.in\/\w+ spec\.(?:.*\.)?(?:clusterVersion|nodeConfVolume\w*|pdb|quorum|resolveHostnames|announceHostnames|ignoreAnnotations|persistentVolumeClaimRetentionPolicy|minReadySeconds|updateStrategy|keepAfterDelete)(?:$|\.|\[)/,
    reason: "one member has all slots, decides alone, and is known by its name",
  },
  {
    field:
      /^databases\.spotahome\.com\/RedisFailover spec\..*(?:keepAfterDeletion|disablePodDisruptionBudget|configCopy)(?:$|\.)/,
    reason: "a folder stays, and there is one server",
  },
  {
    field:
      /^rabbitmq\.com\/\w+ spec\.(?:deletionPolicy|deleteIfEmpty|deleteIfUnused|delayStartSeconds|skipPostDeploySteps|autoEnableAllFeatureFlags|service\.ipFamilyPolicy|persistence\.storageClassName)$/,
    reason: "what is declared stays, and there is one node",
  },
  {
    field: /\.volumes\[\]\.emptyDir$/,
    reason: "a volume of no kind is one of this kind",
  },
];

/** Whether a field may be silent. */
export function mayBeSilent({ kind, shown }: Pick<Field, "kind" | "shown">): boolean {
  return EXPECTED_SILENCE.some(({ field }) => field.test(`${kind} ${shown}`));
}
