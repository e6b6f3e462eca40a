/**
 * What a Job says beyond its pod: which of its pods runs here, and what Compose has no word for.
 *
 * @see https://kubernetes.io/docs/concepts/workloads/controllers/job/
 * @module
 */

import {
  composeVariable,
  type ConvertContext,
  items,
  mapping,
  text,
  word,
} from "@dekube/engine/pacts";
import { isIndexedJob, iterNamedContainers, type Workload } from "@dekube/engine/pacts/kubernetes";

/** Number of an Indexed Job's pod: the first, unless who starts it by hand names another. */
export const COMPLETION_INDEX: string = composeVariable("JOB_COMPLETION_INDEX", "0");

/** Limits of a Job that nothing keeps here, each with what comes of that. */
const WITHOUT_COUNTERPART: Record<string, (value: unknown, workload: Workload) => string> = {
  activeDeadlineSeconds: (seconds, { pod }) => {
    const [container] = items(pod.containers);
    const command = items(container?.command).length > 0
      ? "the command"
      : "the image's own command";
    return `a run that takes longer is not stopped. Where that matters, write as "overrides.<service>.entrypoint" in dekube.yaml: ["timeout", "${
      text(seconds)
    }", …], and ${command} in place of the dots`;
  },
  podFailurePolicy: () => "every failure counts as one, whatever the exit code",
  successPolicy: () => "the Job is done when its one container is",
  ttlSecondsAfterFinished: () => "the container stays, stopped, until `docker compose down`",
};

/**
 * What Kubernetes adds to the environment of an Indexed Job's pod: its number. A variable of that name in the manifest stands.
 */
export function jobEnvironment(workload: Workload): Record<string, string> {
  return isIndexedJob(workload) ? { JOB_COMPLETION_INDEX: COMPLETION_INDEX } : {};
}

/** An Indexed Job as its pod sees itself in its environment: what tells the number there tells the one that runs. */
export function numbered(workload: Workload): Workload {
  if (!isIndexedJob(workload)) return workload;
  const key = "batch.kubernetes.io/job-completion-index";
  return {
    ...workload,
    labels: { ...workload.labels, [key]: COMPLETION_INDEX },
    annotations: { ...workload.annotations, [key]: COMPLETION_INDEX },
  };
}

/** Says what of a Job is not kept. */
export function sayJobLimits(
  workload: Workload,
  ctx: Pick<ConvertContext, "report" | "names">,
): void {
  if (workload.id.kind !== "Job") return;
  const spec = mapping(workload.manifest.spec);
  sayOneRun(workload, ctx);
  for (const [field, consequence] of Object.entries(WITHOUT_COUNTERPART)) {
    if (spec[field] === undefined || spec[field] === null) continue;
    ctx.report(workload.id, `spec.${field}`).info(
      "job-limit",
      `${field} has no counterpart in Compose: ${consequence(spec[field], workload)}`,
      field === "activeDeadlineSeconds" ? { override: ["entrypoint", "command"] } : undefined,
    );
  }
}

function sayOneRun(workload: Workload, ctx: Pick<ConvertContext, "report" | "names">): void {
  const spec = mapping(workload.manifest.spec);
  const field = ["completions", "parallelism"].find((name) => Number(word(spec[name]) || 1) > 1);
  if (field === undefined) return;
  const index = isIndexedJob(workload)
    ? `, the one whose JOB_COMPLETION_INDEX is 0. Run the others by hand, by its number${
      runByHand(workload, ctx)
    }`
    : "";
  ctx.report(workload.id, `spec.${field}`).warn(
    "one-pod",
    `the Job has one container where the cluster would have ${text(spec[field])} pods${index}`,
  );
}

/** A command that runs the second pod: `run` starts one container in the network of the first pod, so of several all are made anew. */
function runByHand(workload: Workload, { names }: Pick<ConvertContext, "names">): string {
  const main = names.service(workload.id);
  const services = [...iterNamedContainers(workload, main)].map(({ serviceName }) => serviceName);
  const index = "JOB_COMPLETION_INDEX=1 docker compose";
  return services.length === 1
    ? `: ${index} run --rm ${main}`
    : `, each when the one before is done: ${index} up -d ${services.join(" ")}`;
}
