/**
 * Turns workloads into Compose services: Deployment, StatefulSet, DaemonSet, Job, Pod, ReplicaSet,
 * ReplicationController.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  type Manifest,
  mapping,
  Provider,
  type ProviderResult,
  readSettings,
  text,
  Transform,
} from "@dekube/engine/pacts";
import { type SkipReason, skipReason, WORKLOAD_KINDS } from "@dekube/engine/pacts/kubernetes";
import { admitPods } from "./admit_pods.ts";
import { CLUSTER_ONLY } from "./cluster_only.ts";
import { convertRuntime, sayClusterFields } from "./cluster_fields.ts";
import { dissolvePods } from "./dissolve_pods.ts";
import { sayWhatGoesOn } from "./job_end.ts";
import { applyHostNetwork, useHostAddress } from "./host_network.ts";

import { sayPullSecrets } from "./pull_secrets.ts";
import { leastReplicas, sayReplicas } from "./replicas.ts";
import { workloadServices } from "./services.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "workload",
  leavesOut: ["no-containers", "no-replicas", "owned-workload", "suspended-job"],
  depends: ["configmap-indexer", "secret-indexer", "service-indexer"],
  settings: SETTINGS,
  controller: admitPods,
  clusterOnly: CLUSTER_ONLY,
};

/** One service a container, and one for a pod of several; see `workloadServices()`. */
export class WorkloadProvider extends Provider {
  /** `workload`. */
  readonly name = "workload";
  /** The kinds that make pods without a schedule. */
  readonly kinds: readonly string[] = WORKLOAD_KINDS;

  /** Converts all workloads of a kind. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    const settings = readSettings("workload", SETTINGS, ctx);
    const least = leastReplicas(ctx);
    const services: ProviderResult["services"] = {};
    for (const manifest of manifests) {
      const workload = ctx.workloads.of(manifest);
      if (!workload) {
        sayWhySkipped(manifest, ctx);
        continue;
      }
      useHostAddress(workload, settings.host_network, ctx);
      const own = workloadServices(workload, ctx);
      applyHostNetwork(own, workload, settings.host_network, ctx);
      const runtime = convertRuntime(workload, settings.runtimes, ctx);
      for (const [name, service] of Object.entries(own)) {
        services[name] = { ...service, ...runtime };
      }
      sayReplicas(workload, least, ctx);
      sayClusterFields(workload, ctx);
      sayPullSecrets(workload, ctx);
    }
    return { services };
  }
}

/** Makes one service of a pod again where other extensions took all but one container away. */
export class PodTransform extends Transform {
  /** `pods`. */
  readonly name = "pods";
  /** After transforms that take containers away, before those that look at networks. */
  override readonly priority = 1600;
  /** It sees to what is left. */
  override readonly before = ["pod-start"];

  /** Changes the services in place. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    dissolvePods(services, ctx);
  }
}

/** Says which services go on when their Job is done. */
export class JobEndTransform extends Transform {
  /** `job-end`. */
  readonly name = "job-end";
  /** After transforms that take containers away, and those that have a Job run only when it is asked to. */
  override readonly priority = 1800;
  /** They know which services are left, and which of them start with the project. */
  override readonly after = ["pods", "cronjob"];

  /** Changes nothing. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    sayWhatGoesOn(services, ctx);
  }
}

const REASONS: Record<Exclude<SkipReason, "excluded">, [code: string, message: string]> = {
  "no-replicas": ["no-replicas", 'has "replicas: 0", so it is left out'],
  "no-containers": ["no-containers", "has no containers, so it is left out"],
  suspended: [
    "suspended-job",
    "is suspended, or is to have no pods, so it is left out, as it does not run in the cluster either",
  ],
  owned: ["owned-workload", "belongs to another workload, which is converted in its place"],
};

function sayWhySkipped(manifest: Manifest, ctx: ConvertContext): void {
  const reason = skipReason(manifest, ctx.config.exclude);
  // What is on `exclude` was put there by the user, or was said when the first run put it there.
  if (reason === undefined || reason === "excluded") return;
  const [code, why] = REASONS[reason];
  const message = reason === "suspended" ? `${why}. ${howToRun(manifest)}` : why;
  const report = ctx.report(manifest, "spec");
  if (reason === "owned" || reason === "suspended") report.info(code, message);
  else report.warn(code, message);
}

/** What has to change in a suspended Job, by what suspends it. */
function howToRun({ spec }: Manifest): string {
  const { suspend, ...counts } = mapping(spec);
  const causes = [
    ...(text(suspend) === "true" ? ["take out spec.suspend"] : []),
    ...["parallelism", "completions"].filter((key) => text(counts[key]) === "0")
      .map((key) => `set spec.${key} to 1`),
  ];
  const remedy = causes.join(" and ");
  return `${remedy[0].toUpperCase()}${remedy.slice(1)} to have it run`;
}
