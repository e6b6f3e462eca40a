/**
 * CronJobs to test with.
 *
 * @module
 */

import { type Config, Diagnostics, type Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import * as emptydir from "../emptydir/mod.ts";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import { readCronJob } from "./cron_job.ts";
import * as cronjob from "./mod.ts";
import type { RunServices } from "./pod.ts";
import type { CrontabEntry } from "./run_script.ts";

/** What a CronJob may say beside its pod. */
export interface CronJobOptions {
  /** Beside `schedule` and `jobTemplate`. */
  spec?: object;
  /** Beside `template`. */
  job?: object;
  /** The pod. */
  pod?: object;
}

/** A CronJob in the namespace `shop` that runs at two every night. */
export function cronJob(name: string, { spec, job, pod }: CronJobOptions = {}): Manifest {
  const containers = [{ name: "app", image: `example/${name}` }];
  return {
    kind: "CronJob",
    metadata: { name, namespace: "shop" },
    spec: {
      schedule: "0 2 * * *",
      ...spec,
      jobTemplate: { spec: { ...job, template: { spec: { containers, ...pod } } } },
    },
  };
}

/** A CronJob with its services, as the crontab is made of. */
export function entry(
  name: string,
  options: CronJobOptions = {},
  run: Partial<RunServices> = {},
): CrontabEntry {
  return {
    job: readCronJob(cronJob(name, options), new Diagnostics()),
    run: { main: name, inits: [], sidecars: [], nativeSidecars: [], helpers: [], ...run },
  };
}

/** A whole conversion, with the extensions that a CronJob needs. */
export async function converted(
  manifests: readonly (Manifest | object)[],
  settings: Record<string, unknown> = {},
  config: Partial<Config> = {},
) {
  const { project, files, diagnostics } = await testConversion(
    [workload, emptydir, fixPermissions, cronjob],
    manifests,
    { config: { ...config, extensions: { cronjob: settings } } },
  );
  const crontab = files.get("crontab")?.content;
  return {
    files,
    diagnostics,
    services: project.services,
    codes: diagnostics.map(({ code, path }) => path === undefined ? code : `${code} ${path}`),
    crontab: typeof crontab === "string" ? crontab : "",
  };
}

/** The lines of a crontab that cron acts on. */
export function active(crontab: string): string[] {
  return crontab.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
}
