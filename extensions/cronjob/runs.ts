/**
 * The Job of each CronJob: what the workload provider turns into services.
 *
 * @module
 */

import {
  type ConvertContext,
  entries,
  isExcluded,
  isMapping,
  items,
  type Manifest,
  namespaceOf,
  text,
  type Workload,
} from "@dekube/engine/pacts";

/** Annotation of a Job that stands for the runs of a CronJob; it holds the CronJob's name. */
const RUN_OF = "dekube.io/run-of";

/**
 * Adds a Job for each CronJob, as the cluster would for each run, so that its pod is converted with all
 * that other pods have.
 */
export function addRuns(manifests: readonly Manifest[], ctx: ConvertContext): void {
  const taken = new Set((ctx.manifests.get("Job") ?? []).map(keyOf));
  for (const manifest of manifests) {
    const { name } = manifest.metadata;
    if (isExcluded(name, ctx.config.exclude)) continue;
    const template = isMapping(manifest.spec) ? manifest.spec.jobTemplate : undefined;
    const metadata = isMapping(template) && isMapping(template.metadata) ? template.metadata : {};
    const job: Manifest = {
      apiVersion: "batch/v1",
      kind: "Job",
      metadata: {
        name,
        namespace: namespaceOf(manifest),
        ...(isMapping(metadata.labels)
          ? { labels: metadata.labels as Manifest["metadata"]["labels"] }
          : {}),
        annotations: {
          ...Object.fromEntries(entries(metadata.annotations as Record<string, string>)),
          [RUN_OF]: name,
        },
      },
      spec: isMapping(template) && isMapping(template.spec) ? template.spec : {},
    };
    while (taken.has(keyOf(job))) job.metadata.name += "-run";
    taken.add(keyOf(job));
    ctx.addManifest(job);
  }
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
  const cronJobs = new Map(
    (ctx.manifests.get("CronJob") ?? []).map((manifest) => [keyOf(manifest), manifest]),
  );
  return (ctx.manifests.get("Job") ?? []).flatMap((job) => {
    const name = text(job.metadata.annotations?.[RUN_OF]);
    const workload = name ? ctx.workloads.of(job) : undefined;
    const manifest = cronJobs.get(keyOf({ ...job, metadata: { ...job.metadata, name } }));
    return workload && manifest ? [{ manifest, workload }] : [];
  });
}

/** Jobs of a live cluster that a CronJob's controller made: runs that are over. */
export function pastRuns(ctx: ConvertContext): Workload[] {
  return (ctx.manifests.get("Job") ?? []).flatMap((job) => {
    const owners = items(job.metadata.ownerReferences as Record<string, unknown>[] | null);
    const workload = ctx.workloads.of(job);
    return workload && owners.some((owner) => text(owner.kind) === "CronJob") ? [workload] : [];
  });
}

function keyOf(manifest: Manifest): string {
  return JSON.stringify([namespaceOf(manifest), manifest.metadata.name]);
}
