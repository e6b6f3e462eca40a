/**
 * cronjob: makes a service of each CronJob, and a crontab that runs it.
 *
 * The services have the profile `cron`, so that `docker compose up` leaves them alone and
 * `docker compose run --rm <name>` runs one by hand.
 *
 * @module
 */

import {
  type ComposeService,
  type ConvertContext,
  type ExtensionInfo,
  type IngressEntry,
  type Manifest,
  Provider,
  type ProviderResult,
  Transform,
} from "@dekube/engine/pacts";
import { addRuns } from "./runs.ts";
import { scheduleRuns } from "./schedule_runs.ts";
import { SETTINGS } from "./settings.ts";

/** What a distribution knows of this extension. */
export const extension: ExtensionInfo = {
  name: "cronjob",
  depends: ["workload"],
  settings: SETTINGS,
};

/** Hands the pods of CronJobs to the workload provider, as Jobs. */
export class CronJobProvider extends Provider {
  /** `cronjob`. */
  readonly name = "cronjob";
  /** `CronJob`. */
  readonly kinds: readonly string[] = ["CronJob"];
  /** Before the workload provider. */
  override readonly priority = 400;

  /** Adds a Job for each CronJob. */
  convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext): ProviderResult {
    if (ctx.manifests.isConverted("Job")) {
      addRuns(manifests, ctx);
    } else {
      ctx.report().warn(
        "no-job-converter",
        "CronJobs are left out: no loaded extension converts Jobs. Add --extension workload",
      );
    }
    return { services: {} };
  }
}

/** Puts the services of CronJobs under a profile, and writes what runs them. */
export class CronJobTransform extends Transform {
  /** `cronjob`. */
  readonly name = "cronjob";
  /** Before transforms that look at profiles and dependencies. */
  override readonly priority = 1700;
  /** What they add to a pod runs with it. */
  override readonly after = ["pods", "pod-start"];

  /** Changes the services in place; writes `crontab`. */
  transform(
    services: Record<string, ComposeService>,
    _ingressEntries: IngressEntry[],
    ctx: ConvertContext,
  ): void {
    scheduleRuns(services, ctx);
  }
}
