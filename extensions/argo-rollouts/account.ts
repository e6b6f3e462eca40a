/**
 * What becomes of the fields of Rollouts.
 *
 * @module
 */

import {
  type FieldCondition,
  type FieldRules,
  mapping,
  meaningless,
  rulesBelow,
} from "@dekube/engine/pacts";
import { ROLLOUT } from "./rollouts.ts";

const PODS = { becomes: "the pods of the Rollout" };
const AT_ONCE =
  "Compose replaces the one container that there is; no step lies between two versions";

/** A Rollout has its pods. */
const isTakenOver: FieldCondition = ({ manifest }, { workloads }) => {
  const workload = workloads.of(manifest);
  return workload !== undefined && workload.id.name !== manifest.metadata.name;
};

const TAKEN_OVER: FieldRules = {
  "spec.replicas": { meaningless: "the Rollout that has its pods says it", when: isTakenOver },
};

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
  Deployment: TAKEN_OVER,
  ReplicaSet: TAKEN_OVER,
  [ROLLOUT]: rulesBelow("spec", {
    replicas: { like: { kind: "Deployment", path: "spec.replicas" } },
    selector: { like: { kind: "Deployment", path: "spec.selector" } },
    template: { like: { kind: "Deployment", path: "spec.template" } },
    minReadySeconds: { like: { kind: "Deployment", path: "spec.minReadySeconds" } },
    revisionHistoryLimit: { like: { kind: "Deployment", path: "spec.revisionHistoryLimit" } },
    workloadRef: PODS,
    "workloadRef.scaleDown": { meaningless: "the Rollout's pods are all that there are" },
    "workloadRef.apiVersion": { meaningless: "the kind says which" },
    ...meaningless(
      AT_ONCE,
      "analysis paused progressDeadlineAbort progressDeadlineSeconds restartAt rollbackWindow strategy",
    ),
    "strategy.canary.stableMetadata": PODS,
    "strategy.blueGreen.activeMetadata": [
      {
        meaningless: "the strategy is another one",
        when: ({ manifest }) =>
          mapping(mapping(mapping(manifest.spec).strategy).canary).stableMetadata !== undefined,
      },
      PODS,
    ],
  }),
};
