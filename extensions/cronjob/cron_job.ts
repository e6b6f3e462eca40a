/**
 * What a CronJob says of its runs.
 *
 * @module
 */

import {
  type ConvertContext,
  idOf,
  type Manifest,
  mapping,
  type ResourceId,
  text,
} from "@dekube/engine/pacts";
import { wholeNumber } from "@dekube/engine/pacts/kubernetes";
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
export function readCronJob(manifest: Manifest, ctx: Pick<ConvertContext, "report">): CronJob {
  const spec = mapping(manifest.spec);
  const job = mapping(mapping(spec.jobTemplate).spec);
  const pod = mapping(mapping(job.template).spec);
  const schedule = text(spec.schedule);
  const parsed = parseSchedule(schedule);
  const at = (path: string) => ctx.report(manifest, path);

  if (!parsed) {
    at("spec.schedule").warn(
      "bad-schedule",
      `the schedule ${
        JSON.stringify(schedule)
      } is not one that cron can keep (five fields, @daily and the like, or @every with a duration that divides an hour or a day), so nothing runs it`,
    );
  }
  if (spec.startingDeadlineSeconds !== undefined && spec.startingDeadlineSeconds !== null) {
    at("spec.startingDeadlineSeconds").info(
      "starting-deadline",
      "startingDeadlineSeconds has no effect: a run that was missed is not made up for",
    );
  }
  const retries = wholeNumber(job.backoffLimit);
  if (retries) {
    at("spec.jobTemplate.spec.backoffLimit").info(
      "no-retries",
      "a run that fails is not tried again before the next one is due; only its init containers are (backoffLimit)",
    );
  }
  for (const field of ["completions", "parallelism"]) {
    const pods = wholeNumber(job[field]) ?? 1;
    if (pods < 2) continue;
    at(`spec.jobTemplate.spec.${field}`).warn(
      "one-pod",
      `a run has one container where the cluster would have ${pods} pods (${field})`,
    );
  }
  return {
    id: idOf(manifest),
    fields: parsed?.fields,
    schedule,
    timeZone: timeZone(),
    suspended: text(spec.suspend) === "true",
    concurrency: concurrency(),
    deadline: (wholeNumber(job.activeDeadlineSeconds) ?? wholeNumber(pod.activeDeadlineSeconds)) ||
      undefined,
    retries: retries ?? RETRIES,
    gracePeriod: wholeNumber(pod.terminationGracePeriodSeconds) ?? GRACE_PERIOD,
  };

  function timeZone(): string {
    const zone = text(spec.timeZone) || parsed?.timeZone || "";
    if (zone === "" || isTimeZone(zone)) return zone;
    at(text(spec.timeZone) ? "spec.timeZone" : "spec.schedule").warn(
      "bad-time-zone",
      `there is no time zone ${JSON.stringify(zone)}, so the host's is used`,
    );
    return "";
  }

  function concurrency(): Concurrency {
    const policy = text(spec.concurrencyPolicy);
    if (policy === "Forbid" || policy === "Replace") return policy;
    if (policy !== "" && policy !== "Allow") {
      at("spec.concurrencyPolicy").warn(
        "bad-concurrency-policy",
        `concurrencyPolicy must be Allow, Forbid or Replace, not ${
          JSON.stringify(policy)
        }; it is taken for Allow`,
      );
    }
    return "Allow";
  }
}
