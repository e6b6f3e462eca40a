/**
 * The Job of each CronJob: what the workload provider turns into services.
 *
 * @module
 */

import {
  type ConvertContext,
  isExcluded,
  isMapping,
  type Manifest,
  mapping,
  mappings,
  namespaceOf,
  qualifiedKind,
  text,
  textMap,
} from "@dekube/engine/pacts";
import type { Workload } from "@dekube/engine/pacts/kubernetes";

/** The Jobs that the provider added, each with its CronJob, for the transform to find. */
function addedRuns({ files }: Pick<ConvertContext, "files">): Map<Manifest, Manifest> {
  return files.shared("runs of CronJobs", () => new Map());
}

/**
 * Adds a Job for each CronJob, as the cluster would for each run, so that its pod is converted with all
 * that other pods have.
 */
export function addRuns(manifests: readonly Manifest[], ctx: ConvertContext): void {
  const taken = new Set(ctx.manifests.of("Job").map(keyOf));
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    if (isExcluded(name, ctx.config.exclude)) continue;
    const template = mapping(mapping(manifest.spec).jobTemplate);
    const { labels, annotations } = mapping(template.metadata);
    const job: Manifest = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: namespaceOf(manifest),
        ...(isMapping(labels) ? { labels: textMap(labels) } : {}),
        ...(isMapping(annotations) ? { annotations: textMap(annotations) } : {}),
      },
      spec: specOfRun(template.spec),
    };
    while (taken.has(keyOf(job))) job.metadata.name += "-run";
    taken.add(keyOf(job));
    addedRuns(ctx).set(job, manifest);
    ctx.manifests.add(job);
  }
}

/** What a Job says of its runs, but for what this extension keeps or names itself: see `readCronJob()`. */
function specOfRun(spec: unknown): Manifest["spec"] {
  const {
    activeDeadlineSeconds: _deadline,
    completions: _completions,
    parallelism: _parallelism,
    suspend: _suspend,
    ttlSecondsAfterFinished: _ttl,
    ...kept
  } = mapping(spec);
  return kept;
}

/** A CronJob with the workload of its runs. */
export interface Run {
  /** The CronJob. */
  manifest: Manifest;
  /** The Job that was added for it. */
  workload: Workload;
}

/** The CronJobs whose runs make services. */
export function findRuns(ctx: ConvertContext): Run[] {
  return [...addedRuns(ctx)].flatMap(([job, manifest]) => {
    const workload = ctx.workloads.of(job);
    return workload ? [{ manifest, workload }] : [];
  });
}

/** Jobs of a live cluster that a CronJob's controller made: runs that are over. */
export function pastRuns(ctx: ConvertContext): Workload[] {
  return ctx.manifests.of("Job").flatMap((job) => {
    const isOwned = mappings(job.metadata.ownerReferences)
      .some(({ apiVersion, kind }) => qualifiedKind(text(apiVersion), text(kind)) === "CronJob");
    const workload = isOwned ? ctx.workloads.of(job) : undefined;
    return workload ? [workload] : [];
  });
}

function keyOf(manifest: Manifest): string {
  return JSON.stringify([namespaceOf(manifest), manifest.metadata.name]);
}
