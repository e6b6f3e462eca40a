/**
 * Fields of pods, down to those of containers and volumes.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 * @module
 */

import { type FieldNames, leaves } from "../../../pacts/mod.ts";

const HTTP_GET: FieldNames = {
  ...leaves("host path port scheme"),
  httpHeaders: leaves("name value"),
};

const PROBE: FieldNames = {
  ...leaves("failureThreshold initialDelaySeconds periodSeconds successThreshold"),
  ...leaves("terminationGracePeriodSeconds timeoutSeconds"),
  exec: leaves("command"),
  grpc: leaves("port service"),
  httpGet: HTTP_GET,
  tcpSocket: leaves("host port"),
};

const HANDLER: FieldNames = {
  exec: leaves("command"),
  httpGet: HTTP_GET,
  sleep: leaves("seconds"),
  tcpSocket: leaves("host port"),
};

const FIELD_REF = leaves("apiVersion fieldPath");
const RESOURCE_REF = leaves("containerName divisor resource");
const KEY_REF = leaves("key name optional");
const NAME_REF = leaves("name optional");

const CONTAINER: FieldNames = {
  ...leaves("args command image imagePullPolicy name resizePolicy restartPolicy"),
  ...leaves("restartPolicyRules stdin stdinOnce terminationMessagePath terminationMessagePolicy"),
  ...leaves("tty workingDir"),
  env: {
    ...leaves("name value"),
    valueFrom: {
      configMapKeyRef: KEY_REF,
      fieldRef: FIELD_REF,
      fileKeyRef: leaves("key optional path volumeName"),
      resourceFieldRef: RESOURCE_REF,
      secretKeyRef: KEY_REF,
    },
  },
  envFrom: { configMapRef: NAME_REF, prefix: true, secretRef: NAME_REF },
  lifecycle: { postStart: HANDLER, preStop: HANDLER, stopSignal: true },
  livenessProbe: PROBE,
  ports: leaves("containerPort hostIP hostPort name protocol"),
  readinessProbe: PROBE,
  resources: leaves("claims limits requests"),
  securityContext: leaves(
    "allowPrivilegeEscalation appArmorProfile capabilities privileged procMount",
    "readOnlyRootFilesystem runAsGroup runAsNonRoot runAsUser seLinuxOptions seccompProfile",
    "windowsOptions",
  ),
  startupProbe: PROBE,
  volumeDevices: leaves("devicePath name"),
  volumeMounts: leaves(
    "mountPath mountPropagation name readOnly recursiveReadOnly subPath subPathExpr",
  ),
};

const ITEMS = leaves("key mode path");
const POD_ITEMS: FieldNames = {
  ...leaves("mode path"),
  fieldRef: FIELD_REF,
  resourceFieldRef: RESOURCE_REF,
};

const VOLUME: FieldNames = {
  ...leaves("awsElasticBlockStore azureDisk azureFile cephfs cinder csi ephemeral fc flexVolume"),
  ...leaves("flocker gcePersistentDisk gitRepo glusterfs iscsi name photonPersistentDisk"),
  ...leaves("portworxVolume quobyte rbd scaleIO storageos vsphereVolume"),
  configMap: { ...leaves("defaultMode name optional"), items: ITEMS },
  downwardAPI: { defaultMode: true, items: POD_ITEMS },
  emptyDir: leaves("medium sizeLimit"),
  hostPath: leaves("path type"),
  image: leaves("pullPolicy reference"),
  nfs: leaves("path readOnly server"),
  persistentVolumeClaim: leaves("claimName readOnly"),
  projected: {
    defaultMode: true,
    sources: {
      ...leaves("clusterTrustBundle podCertificate"),
      configMap: { ...NAME_REF, items: ITEMS },
      downwardAPI: { items: POD_ITEMS },
      secret: { ...NAME_REF, items: ITEMS },
      serviceAccountToken: leaves("audience expirationSeconds path"),
    },
  },
  secret: { ...leaves("defaultMode optional secretName"), items: ITEMS },
};

/** `spec` of a pod. */
export const POD: FieldNames = {
  ...leaves(
    "activeDeadlineSeconds affinity automountServiceAccountToken dnsConfig dnsPolicy",
    "enableServiceLinks ephemeralContainers hostAliases hostIPC hostNetwork hostPID hostUsers",
    "hostname hostnameOverride imagePullSecrets nodeName nodeSelector os overhead",
    "preemptionPolicy priority priorityClassName readinessGates resourceClaims resources",
    "restartPolicy runtimeClassName schedulerName schedulingGates securityContext serviceAccount",
    "serviceAccountName setHostnameAsFQDN shareProcessNamespace subdomain",
    "terminationGracePeriodSeconds tolerations topologySpreadConstraints workloadRef",
  ),
  containers: CONTAINER,
  initContainers: CONTAINER,
  volumes: VOLUME,
};
