/**
 * argo-rollouts: makes the Deployment of each Rollout that it would be without the steps from one version to the next.
 *
 * @module
 */

import { type ExtensionInfo, Operator } from "@dekube/engine/pacts";
import { ACCOUNT } from "./account.ts";
import { deploymentsOfRollouts, ROLLOUT } from "./rollouts.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "argo-rollouts",
  leavesOut: ["missing-template"],
  depends: ["workload"],
  settings: {},
  replaces: [{ images: ["argoproj/argo-rollouts"], charts: ["argo-rollouts"] }],
  needless: ["AnalysisRun", "AnalysisTemplate", "ClusterAnalysisTemplate", "Experiment"]
    .map((kind) => `argoproj.io/${kind}`),
  clusterScoped: ["argoproj.io/ClusterAnalysisTemplate"],
  account: ACCOUNT,
  controller: deploymentsOfRollouts,
};

/** Puts Deployments in the place of Rollouts. */
export class ArgoRollouts extends Operator {
  /** `argo-rollouts`. */
  readonly name = "argo-rollouts";
  /** `argoproj.io/Rollout`. */
  readonly kinds: readonly string[] = [ROLLOUT];
}
