/**
 * What becomes of the fields of pods.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/
 * @module
 */

import {
  above,
  type FieldCondition,
  type FieldRules,
  rulesBelow,
} from "../../../../pacts/account.ts";
import { list, mapping, text } from "../../../../pacts/mod.ts";
import { all, is, isUnmounted, not, ofKind } from "../conditions.ts";
import { CONTAINER, securityRules } from "./containers.ts";

const ONE_NODE = { meaningless: "there is one node" };
const NO_API = {
  meaningless: "there is no API to be known to; where a program asks for one, that is said",
};
const MOUNTED = { becomes: "services.*.volumes and tmpfs" };
const DEFAULT = "it is the default";

const isInMemory: FieldCondition = (place) => text(mapping(above(place, 1)).medium) === "Memory";

/** `spec` of a pod. */
export const POD: FieldRules = {
  ...rulesBelow("containers[]", CONTAINER),
  ...rulesBelow("initContainers[]", CONTAINER),
  "initContainers[].name": { becomes: "the name of the service" },
  ephemeralContainers: { meaningless: "somebody looks into a pod by them, which runs without" },
  volumes: [{ meaningless: "no container mounts it", when: isUnmounted }, MOUNTED],
  "volumes[].emptyDir": [
    {
      meaningless: "a volume of no kind is one of this kind",
      when: ({ value }) => typeof value === "object",
    },
    { meaningless: "no container mounts it", when: isUnmounted },
    MOUNTED,
  ],
  "volumes[].emptyDir.sizeLimit": [
    { ...MOUNTED, when: all(not(isUnmounted), isInMemory) },
    { meaningless: "a volume of Docker has no limit, unless it is in memory" },
  ],
  "volumes[].projected.sources[].serviceAccountToken": NO_API,
  hostAliases: { becomes: "services.*.extra_hosts" },
  hostname: { becomes: "services.*.hostname" },
  hostnameOverride: { becomes: "services.*.hostname" },
  subdomain: { becomes: "services.*" },
  setHostnameAsFQDN: { becomes: "services.*.hostname" },
  hostNetwork: [{ meaningless: DEFAULT, when: is(false) }, { becomes: "services.*" }],
  hostPID: [{ meaningless: DEFAULT, when: is(false) }, { becomes: "services.*.pid" }],
  hostIPC: [{ meaningless: DEFAULT, when: is(false) }, { becomes: "services.*.ipc" }],
  hostUsers: [{ meaningless: DEFAULT, when: is(true) }, { becomes: "services.*.userns_mode" }],
  shareProcessNamespace: [
    { meaningless: DEFAULT, when: is(false) },
    {
      meaningless: "there is one container, whose processes see each other",
      when: (place) => list(mapping(above(place, 1)).containers).length < 2,
    },
    { becomes: "services.*.pid" },
  ],
  restartPolicy: [
    {
      meaningless: "it may have one value",
      when: ofKind("DaemonSet", "Deployment", "ReplicaSet", "ReplicationController", "StatefulSet"),
    },
    {
      meaningless: "how often a Job is started again is what its backoffLimit says",
      when: ofKind("CronJob", "Job"),
    },
    { becomes: "services.*.restart" },
  ],
  terminationGracePeriodSeconds: { becomes: "services.*.stop_grace_period" },
  dnsConfig: { becomes: "services.*.dns" },
  dnsPolicy: { meaningless: "names are Docker's to find" },
  enableServiceLinks: {
    meaningless: "a service gets the variables of Services that its program names",
  },
  securityContext: { becomes: "services.*.user" },
  "securityContext.fsGroup": { becomes: "services.*.volumes and group_add" },
  "securityContext.fsGroupChangePolicy": {
    meaningless: "volumes get their owner each time that the pod starts",
  },
  "securityContext.supplementalGroups": { becomes: "services.*.group_add" },
  "securityContext.supplementalGroupsPolicy": {
    meaningless: "Docker has the groups of the image beside those that are asked for",
  },
  "securityContext.seLinuxChangePolicy": { meaningless: "Docker labels what is mounted" },
  "securityContext.sysctls": { becomes: "services.*.sysctls" },
  ...rulesBelow("securityContext", securityRules()),
  runtimeClassName: { becomes: "services.*.runtime" },
  imagePullSecrets: {
    meaningless: 'Docker knows registries by "docker login", which is said where it has to be',
  },
  activeDeadlineSeconds: { meaningless: "what runs is not ended by Compose" },
  automountServiceAccountToken: NO_API,
  serviceAccount: NO_API,
  serviceAccountName: NO_API,
  affinity: ONE_NODE,
  nodeName: ONE_NODE,
  nodeSelector: ONE_NODE,
  tolerations: ONE_NODE,
  topologySpreadConstraints: ONE_NODE,
  schedulerName: ONE_NODE,
  schedulingGates: ONE_NODE,
  priority: ONE_NODE,
  priorityClassName: ONE_NODE,
  preemptionPolicy: ONE_NODE,
  os: { meaningless: "the node is a Linux" },
  overhead: { meaningless: "a cluster counts it when it looks for a node" },
  readinessGates: { meaningless: "controllers of a cluster set such conditions" },
  resourceClaims: { meaningless: "drivers of a cluster give such devices" },
  resources: { meaningless: "Compose limits each container by itself" },
  workloadRef: ONE_NODE,
};
