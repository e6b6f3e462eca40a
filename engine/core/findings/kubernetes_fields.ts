/**
 * Fields of Kubernetes' own kinds that say who may come in, where a request goes, and what runs.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/
 * @module
 */

import { type FieldNames, leaves } from "../../../pacts/mod.ts";
import { POD } from "./pod_fields.ts";

/** Those of `v1beta1` beside those of today: what they say is read. */
const BACKEND: FieldNames = {
  resource: leaves("apiGroup kind name"),
  service: { name: true, port: leaves("name number") },
  ...leaves("serviceName servicePort"),
};

/** `metadata`, of objects and of templates. */
export const METADATA: FieldNames = leaves(
  "annotations clusterName creationTimestamp deletionGracePeriodSeconds deletionTimestamp",
  "finalizers generateName generation initializers labels managedFields name namespace",
  "ownerReferences resourceVersion selfLink uid",
);

const TEMPLATE: FieldNames = { metadata: METADATA, spec: POD };

const CLAIM: FieldNames = {
  ...leaves("accessModes dataSource dataSourceRef resources selector storageClassName"),
  ...leaves("volumeAttributesClassName volumeMode volumeName"),
};

/** Of a kind that makes pods of a template. */
function ofPods(...names: string[]): FieldNames {
  return { spec: { ...leaves(...names), template: TEMPLATE } };
}

const JOB = ofPods(
  "activeDeadlineSeconds backoffLimit backoffLimitPerIndex completionMode completions managedBy",
  "manualSelector maxFailedIndexes parallelism podFailurePolicy podReplacementPolicy selector",
  "successPolicy suspend ttlSecondsAfterFinished",
);

/** By kind. */
export const KUBERNETES_FIELDS: Readonly<Record<string, FieldNames>> = {
  Ingress: {
    spec: {
      backend: BACKEND,
      defaultBackend: BACKEND,
      ingressClassName: true,
      rules: { host: true, http: { paths: { backend: BACKEND, path: true, pathType: true } } },
      tls: leaves("hosts secretName"),
    },
  },
  Service: {
    spec: {
      ...leaves(
        "allocateLoadBalancerNodePorts clusterIP clusterIPs externalIPs externalName",
        "externalTrafficPolicy healthCheckNodePort internalTrafficPolicy ipFamilies ipFamily",
        "ipFamilyPolicy loadBalancerClass loadBalancerIP loadBalancerSourceRanges",
        "publishNotReadyAddresses selector sessionAffinity topologyKeys trafficDistribution type",
      ),
      ports: leaves("appProtocol name nodePort port protocol targetPort"),
      sessionAffinityConfig: { clientIP: leaves("timeoutSeconds") },
    },
  },
  CronJob: {
    spec: {
      ...leaves("concurrencyPolicy failedJobsHistoryLimit schedule startingDeadlineSeconds"),
      ...leaves("successfulJobsHistoryLimit suspend timeZone"),
      jobTemplate: { metadata: METADATA, ...JOB },
    },
  },
  DaemonSet: ofPods(
    "minReadySeconds revisionHistoryLimit selector templateGeneration updateStrategy",
  ),
  Deployment: ofPods(
    "minReadySeconds paused progressDeadlineSeconds replicas revisionHistoryLimit rollbackTo",
    "selector strategy",
  ),
  Job: JOB,
  PersistentVolumeClaim: { spec: CLAIM },
  Pod: { spec: POD },
  ReplicaSet: ofPods("minReadySeconds replicas selector"),
  ReplicationController: ofPods("minReadySeconds replicas selector"),
  StatefulSet: {
    spec: {
      ...ofPods(
        "minReadySeconds ordinals persistentVolumeClaimRetentionPolicy podManagementPolicy",
        "replicas revisionHistoryLimit selector serviceName updateStrategy",
      ).spec as FieldNames,
      volumeClaimTemplates: {
        ...leaves("apiVersion kind status"),
        metadata: METADATA,
        spec: CLAIM,
      },
    },
  },
  // What guards a route, and what serves it, may be in one.
  Secret: leaves("data immutable stringData type"),
  ConfigMap: leaves("binaryData data immutable"),
};
