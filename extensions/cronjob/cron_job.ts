/**
 * What a CronJob says of its runs.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  isMapping,
  type Manifest,
  type ResourceId,
  text,
} from "@dekube/engine/pacts";
import { isTimeZone, parseSchedule } from "./schedule.ts";

/** May a run begin while another one goes on (`spec.concurrencyPolicy`). */
export type Concurrency = "Allow" | "Forbid" | "Replace";

/** A CronJob, checked. */
export interface CronJob {
  /** Its identity. */
  id: ResourceId;
  /** Five fields of a crontab; `undefined` where the schedule can't be kept. */
  fields: string | undefined;
  /** The schedule as it is written. */
  schedule: string;
  /** Its time zone; empty for the host's. */
  timeZone: string;
  /** Whether it is not to run for now. */
  suspended: boolean;
  /** May a run begin while another one goes on. */
  concurrency: Concurrency;
  /** Seconds after which a run is stopped; `undefined` for never. */
  deadline: number | undefined;
  /** How often a run is tried again. */
  retries: number;
  /** Seconds that a container gets to end in. */
  gracePeriod: number;
}

/** Kubernetes' defaults. */
const RETRIES = 6;
const GRACE_PERIOD = 30;

/** Reads a CronJob, and says what of it is not kept. */
export function readCronJob(
  manifest: Manifest,
  { diagnostics }: Pick<ConvertContext, "diagnostics">,
): CronJob {
  const id = idOf(manifest);
  const spec = mapping(manifest.spec);
  const job = mapping(mapping(spec.jobTemplate).spec);
  const pod = mapping(mapping(job.template).spec);
  const schedule = text(spec.schedule);
  const parsed = parseSchedule(schedule);
  const at = (path: string) => ({ resource: id, path });

  if (!parsed) {
    diagnostics.warn(
      "bad-schedule",
      `the schedule ${
        JSON.stringify(schedule)
      } is not one that cron can keep (five fields, @daily and the like, or @every with a duration that divides an hour or a day), so nothing runs it`,
      at("spec.schedule"),
    );
  }
  if (spec.startingDeadlineSeconds !== undefined && spec.startingDeadlineSeconds !== null) {
    diagnostics.info(
      "starting-deadline",
      "startingDeadlineSeconds has no effect: a run that was missed is not made up for",
      at("spec.startingDeadlineSeconds"),
    );
  }
  const retries = whole(job.backoffLimit);
  if (retries) {
    diagnostics.info(
      "no-retries",
      "a run that fails is not tried again before the next one is due; only its init containers are (backoffLimit)",
      at("spec.jobTemplate.spec.backoffLimit"),
    );
  }
  for (const field of ["completions", "parallelism"]) {
    const pods = whole(job[field]) ?? 1;
    if (pods < 2) continue;
    diagnostics.warn(
      "one-pod",
      `a run has one container where the cluster would have ${pods} pods (${field})`,
      at(`spec.jobTemplate.spec.${field}`),
    );
  }
  return {
    id,
    fields: parsed?.fields,
    schedule,
    timeZone: timeZone(),
    suspended: text(spec.suspend) === "true",
    concurrency: concurrency(),
    deadline: (whole(job.activeDeadlineSeconds) ?? whole(pod.activeDeadlineSeconds)) || undefined,
    retries: retries ?? RETRIES,
    gracePeriod: whole(pod.terminationGracePeriodSeconds) ?? GRACE_PERIOD,
  };

  function timeZone(): string {
    const zone = text(spec.timeZone) || parsed?.timeZone || "";
    if (zone === "" || isTimeZone(zone)) return zone;
    diagnostics.warn(
      "bad-time-zone",
      `there is no time zone ${JSON.stringify(zone)}, so the host's is used`,
      at(text(spec.timeZone) ? "spec.timeZone" : "spec.schedule"),
    );
    return "";
  }

  function concurrency(): Concurrency {
    const policy = text(spec.concurrencyPolicy);
    if (policy === "Forbid" || policy === "Replace") return policy;
    if (policy !== "" && policy !== "Allow") {
      diagnostics.warn(
        "bad-concurrency-policy",
        `concurrencyPolicy must be Allow, Forbid or Replace, not ${
          JSON.stringify(policy)
        }; it is taken for Allow`,
        at("spec.concurrencyPolicy"),
      );
    }
    return "Allow";
  }
}

function mapping(value: unknown): Record<string, unknown> {
  return isMapping(value) ? value : {};
}

/** A whole number, as a number or as text. */
function whole(value: unknown): number | undefined {
  return /^\d{1,9}$/.test(text(value)) ? Number(value) : undefined;
}
