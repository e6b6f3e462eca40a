/**
 * What a Job says beyond its pod: which of its pods runs here, and what Compose has no word for.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 * @module
 */

import { type ConvertContext, mapping, text } from "@dekube/engine/pacts";
import { isIndexedJob, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Limits of a Job that nothing keeps here, each with what comes of that. */
const WITHOUT_COUNTERPART: Record<string, string> = {
  activeDeadlineSeconds:
    'a run that takes longer is not stopped. Where that matters, put "timeout" in front of the command under "overrides" in dekube.yaml',
  podFailurePolicy: "every failure counts as one, whatever the exit code",
  successPolicy: "the Job is done when its one container is",
  ttlSecondsAfterFinished: "the container stays, stopped, until `docker compose down`",
};

/**
 * What Kubernetes adds to the environment of the pod that runs here: the first of an Indexed Job's. A variable of that name
 * in the manifest stands.
 */
export function jobEnvironment(workload: Workload): Record<string, string> {
  return isIndexedJob(workload) ? { JOB_COMPLETION_INDEX: "0" } : {};
}

/** Says what of a Job is not kept. */
export function sayJobLimits(workload: Workload, ctx: Pick<ConvertContext, "report">): void {
  if (workload.id.kind !== "Job") return;
  const spec = mapping(workload.manifest.spec);
  sayOneRun(workload, ctx);
  for (const [field, consequence] of Object.entries(WITHOUT_COUNTERPART)) {
    if (spec[field] === undefined || spec[field] === null) continue;
    ctx.report(workload.id, `spec.${field}`).info(
      "job-limit",
      `${field} has no counterpart in Compose: ${consequence}`,
    );
  }
}

function sayOneRun(workload: Workload, ctx: Pick<ConvertContext, "report">): void {
  const spec = mapping(workload.manifest.spec);
  const field = ["completions", "parallelism"].find((name) => Number(spec[name] ?? 1) > 1);
  if (field === undefined) return;
  const index = isIndexedJob(workload)
    ? ", the one whose JOB_COMPLETION_INDEX is 0. Run the others by hand: " +
      "docker compose run -e JOB_COMPLETION_INDEX=1 and so on"
    : "";
  ctx.report(workload.id, `spec.${field}`).warn(
    "one-pod",
    `the Job has one container where the cluster would have ${text(spec[field])} pods${index}`,
  );
}
