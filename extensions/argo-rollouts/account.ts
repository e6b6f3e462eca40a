/**
 * What becomes of the fields of Rollouts.
 *
 * @module
 */

import { type FieldRules, mapping, meaningless, rulesBelow } from "@dekube/engine/pacts";
import { ROLLOUT } from "./rollouts.ts";

const PODS = { becomes: "the pods of the Rollout" };
const AT_ONCE =
  "Compose replaces the one container that there is; no step lies between two versions";

/** By kind. */
export const ACCOUNT: Readonly<Record<string, FieldRules>> = {
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
