/**
 * The fields of MinIO's kinds: those of the operator's version 7, and those that earlier ones had and that are read here.
 *
 * @module
 */

import { type FieldNames, leaves } from "@dekube/engine/pacts";
import { MINIO_JOB, POLICY_BINDING, TENANT } from "./kinds.ts";

const REFERENCE = leaves("name");
const CERTIFICATE = leaves("name type");

const POOL: FieldNames = leaves(
  "name servers volumesPerServer volumeClaimTemplate resources nodeSelector affinity tolerations",
  "topologySpreadConstraints securityContext containerSecurityContext annotations labels",
  "runtimeClassName terminationGracePeriodSeconds",
);

const TENANT_SPEC: FieldNames = {
  ...leaves(
    "image podManagementPolicy env mountPath subPath requestAutoCert certExpiryAlertThreshold",
    "liveness readiness startup lifecycle prometheusOperator prometheusOperatorScrapeMetricsPaths",
    "serviceAccountName priorityClassName imagePullPolicy initContainers additionalVolumes",
    "additionalVolumeMounts",
  ),
  pools: POOL,
  zones: POOL,
  imagePullSecret: REFERENCE,
  externalCertSecret: CERTIFICATE,
  externalCaCertSecret: CERTIFICATE,
  externalClientCertSecret: CERTIFICATE,
  externalClientCertSecrets: CERTIFICATE,
  features: { ...leaves("bucketDNS enableSFTP"), domains: leaves("minio console") },
  certConfig: leaves("commonName organizationName dnsNames"),
  kes: {
    ...leaves(
      "replicas image imagePullPolicy serviceAccountName gcpCredentialSecretName",
      "gcpWorkloadIdentityPool annotations labels resources nodeSelector tolerations affinity",
      "topologySpreadConstraints keyName securityContext containerSecurityContext env",
    ),
    kesSecret: REFERENCE,
    externalCertSecret: CERTIFICATE,
    clientCertSecret: CERTIFICATE,
  },
  sideCars: leaves("containers volumeClaimTemplates volumes resources"),
  exposeServices: leaves("minio console"),
  serviceMetadata: leaves(
    "minioServiceLabels minioServiceAnnotations consoleServiceLabels consoleServiceAnnotations",
    "kesServiceLabels kesServiceAnnotations",
  ),
  poolsMetadata: leaves("labels annotations"),
  users: REFERENCE,
  buckets: leaves("name region objectLock"),
  logging: leaves("json anonymous quiet"),
  configuration: REFERENCE,
  credsSecret: REFERENCE,
};

/** By kind. */
export const FIELDS: Readonly<Record<string, FieldNames>> = {
  [TENANT]: {
    ...leaves("apiVersion kind metadata status"),
    scheduler: REFERENCE,
    spec: TENANT_SPEC,
  },
  [POLICY_BINDING]: {
    ...leaves("apiVersion kind metadata status"),
    spec: { application: leaves("namespace serviceaccount"), policies: true },
  },
  [MINIO_JOB]: {
    ...leaves("apiVersion kind metadata status"),
    spec: {
      ...leaves(
        "serviceAccountName execution failureStrategy mcImage imagePullSecret imagePullPolicy insecure",
        "securityContext containerSecurityContext",
      ),
      tenant: leaves("name namespace"),
      commands: leaves(
        "name op args command dependsOn env envFrom resources volumeMounts volumes",
      ),
    },
  },
};
