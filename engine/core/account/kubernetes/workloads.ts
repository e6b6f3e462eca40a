/**
 * What becomes of the fields of kinds that make pods.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/
 * @module
 */

import { type FieldRules, rulesBelow } from "../../../../pacts/account.ts";
import { is } from "../conditions.ts";
import { METADATA, POD_METADATA } from "./metadata.ts";
import { POD } from "./pods.ts";
import { CLAIM } from "./storage.ts";

const REPLACED = { meaningless: "Compose replaces the one container that there is" };
const HISTORY = { meaningless: "Compose keeps no earlier versions" };

const PODS: FieldRules = {
  selector: { meaningless: "it repeats the labels of the template" },
  ...rulesBelow("template.metadata", POD_METADATA),
  ...rulesBelow("template.spec", POD),
};

const REPLICATED: FieldRules = {
  ...PODS,
  minReadySeconds: REPLACED,
  replicas: [
    { meaningless: "it is the default", when: is(1) },
    { becomes: "whether there is a service, or one for each member" },
  ],
};

const JOB: FieldRules = {
  ...PODS,
  activeDeadlineSeconds: { meaningless: "what runs is not ended by Compose" },
  backoffLimit: { becomes: "services.*.restart" },
  backoffLimitPerIndex: { becomes: "services.*.restart" },
  completionMode: { becomes: "services.*.environment" },
  completions: [{ becomes: "whether there is a service", when: is(0, "0") }, {
    meaningless: "there is one pod",
  }],
  managedBy: { becomes: "whether there is a service" },
  manualSelector: { meaningless: "the pods of a Job are those of its template" },
  maxFailedIndexes: { meaningless: "there is one pod" },
  parallelism: [{ becomes: "whether there is a service", when: is(0, "0") }, {
    meaningless: "there is one pod",
  }],
  podFailurePolicy: { meaningless: "Docker looks at success and failure alone" },
  podReplacementPolicy: { meaningless: "there is one pod" },
  successPolicy: { meaningless: "there is one pod" },
  suspend: [{ meaningless: "it is the default", when: is(false) }, {
    becomes: "whether there is a service",
  }],
  ttlSecondsAfterFinished: { meaningless: "Compose keeps containers that are done" },
};

/** By kind. */
export const WORKLOADS: Readonly<Record<string, FieldRules>> = {
  CronJob: rulesBelow("spec", {
    concurrencyPolicy: { becomes: "how the schedule is kept" },
    schedule: { becomes: "how the schedule is kept" },
    startingDeadlineSeconds: { becomes: "how the schedule is kept" },
    suspend: [{ meaningless: "it is the default", when: is(false) }, {
      becomes: "whether it runs by itself",
    }],
    timeZone: { becomes: "how the schedule is kept" },
    failedJobsHistoryLimit: HISTORY,
    successfulJobsHistoryLimit: HISTORY,
    ...rulesBelow("jobTemplate.metadata", METADATA),
    ...rulesBelow("jobTemplate.spec", JOB),
  }),
  DaemonSet: rulesBelow("spec", {
    ...PODS,
    minReadySeconds: REPLACED,
    revisionHistoryLimit: HISTORY,
    templateGeneration: { meaningless: "a cluster writes it" },
    updateStrategy: REPLACED,
  }),
  Deployment: rulesBelow("spec", {
    ...REPLICATED,
    paused: REPLACED,
    progressDeadlineSeconds: REPLACED,
    revisionHistoryLimit: HISTORY,
    rollbackTo: HISTORY,
    strategy: REPLACED,
  }),
  Job: rulesBelow("spec", JOB),
  Pod: { ...rulesBelow("metadata", POD_METADATA), ...rulesBelow("spec", POD) },
  ReplicaSet: rulesBelow("spec", REPLICATED),
  ReplicationController: rulesBelow("spec", REPLICATED),
  StatefulSet: rulesBelow("spec", {
    ...REPLICATED,
    ordinals: { becomes: "the names of its members" },
    persistentVolumeClaimRetentionPolicy: {
      meaningless: "Compose keeps volumes until they are removed",
    },
    podManagementPolicy: REPLACED,
    revisionHistoryLimit: HISTORY,
    serviceName: { becomes: "services.*" },
    updateStrategy: REPLACED,
    "volumeClaimTemplates[].apiVersion": { meaningless: "claims have one version" },
    "volumeClaimTemplates[].kind": { meaningless: "it is a claim in any case" },
    "volumeClaimTemplates[].status": { meaningless: "a cluster writes down there what it found" },
    ...rulesBelow("volumeClaimTemplates[].metadata", METADATA),
    "volumeClaimTemplates[].metadata.name": { becomes: "services.*.volumes" },
    ...rulesBelow("volumeClaimTemplates[].spec", CLAIM),
  }),
};
