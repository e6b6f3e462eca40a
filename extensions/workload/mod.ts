/**
 * Turns workloads into Compose services: Deployment, StatefulSet, DaemonSet, Job, Pod, ReplicaSet,
 * ReplicationController.
 *
 * @module
 */

import {
  type ConvertContext,
  type ExtensionInfo,
  type Manifest,
  Provider,
  type ProviderResult,
} from "@dekube/engine/pacts";
import { type SkipReason, skipReason, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";
import { workloadServices } from "./services.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "workload",
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
  // What issues certificates, routes requests or copies Secrets for a cluster has nothing to do here.
  firstRunExclude: ["*cert-manager*", "*ingress*", "*reflector*"],
};

/** One service a container; see `workloadServices()`. */
export class WorkloadProvider extends Provider {
  /** `workload`. */
  readonly name = "workload";
  /** The kinds that make pods without a schedule. */
  readonly kinds: readonly string[] = WORKLOAD_KINDS;

  /** Converts all workloads of a kind. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    const services: ProviderResult["services"] = {};
    for (const manifest of manifests) {
      const workload = ctx.workloads.of(manifest);
      if (workload) Object.assign(services, workloadServices(workload, ctx));
      else sayWhySkipped(manifest, ctx);
    }
    return { services };
  }
}

const REASONS: Record<Exclude<SkipReason, "excluded">, [code: string, message: string]> = {
  "no-replicas": ["no-replicas", 'has "replicas: 0", so it is left out'],
  "no-containers": ["no-containers", "has no containers, so it is left out"],
  suspended: [
    "suspended-job",
    "is suspended, so it is left out, as it does not run in the cluster either. Take out spec.suspend, or set spec.parallelism to 1, to have it run",
  ],
  owned: ["owned-workload", "belongs to another workload, which is converted in its place"],
};

function sayWhySkipped(manifest: Manifest, ctx: ConvertContext): void {
  const reason = skipReason(manifest, ctx.config.exclude);
  // What is on `exclude` was put there by the user, or was said when the first run put it there.
  if (reason === undefined || reason === "excluded") return;
  const [code, message] = REASONS[reason];
  const report = ctx.report(manifest, "spec");
  if (reason === "owned" || reason === "suspended") report.info(code, message);
  else report.warn(code, message);
}
