/**
 * What cron runs: a command, or a script where that is more than one.
 *
 * @module
 */

import type { CronJob } from "./cron_job.ts";
import { othersOf, type RunServices, sharesContainers } from "./pod.ts";

/** A CronJob with the services of its pod. */
export interface CrontabEntry {
  /** The CronJob. */
  job: CronJob;
  /** Its services. */
  run: RunServices;
}

/** Folder of scripts, below the output folder. */
export const SCRIPTS = "cron";

/** The command of a crontab's line, in the output folder. */
export function commandOf(entry: CrontabEntry): string {
  return needsScript(entry)
    ? `sh ${scriptPath(entry)}`
    : `docker compose run --rm -T ${entry.run.main}`;
}

/** Path of a CronJob's script, below the output folder. */
export function scriptPath({ run }: CrontabEntry): string {
  return `${SCRIPTS}/${run.main}.sh`;
}

/** Whether running a CronJob takes more than one command. */
export function needsScript({ job, run }: CrontabEntry): boolean {
  return isOneAtATime({ job, run }) || job.deadline !== undefined || goesOn(run).length > 0 ||
    run.pod !== undefined;
}

/**
 * The script that runs a CronJob once. Names of services and numbers are all in it that comes from a manifest; it is a
 * comment otherwise.
 */
export function runScript({ job, run }: CrontabEntry, project: string): string {
  const { deadline, concurrency, gracePeriod, id } = job;
  const { main } = run;
  const isOnce = isOneAtATime({ job, run });
  const isNamed = deadline !== undefined || concurrency === "Replace";
  const container = `${projectName(project)}-${main}-cron${isOnce ? "" : "-$$"}`;
  const stop = `docker stop "${container}" >/dev/null 2>&1`;
  const running = goesOn(run);
  const steps = [
    `#!/bin/sh
# Runs the CronJob ${printable(id.namespace ? `${id.namespace}/${id.name}` : id.name)} once.
# Made by dekube, like compose.yml; changes are lost on the next run of that.
cd "$(dirname "$0")/.." || exit
`,
    ...(concurrency === "Replace"
      ? [`# A run that still goes on makes way (concurrencyPolicy: Replace).\n${stop}\n`]
      : []),
    ...(isOnce
      ? [
        concurrency === "Replace"
          ? `exec 9>.cron-${main}.lock\nflock 9\n`
          : `# While another run goes on there is none${
            concurrency === "Forbid"
              ? " (concurrencyPolicy: Forbid)"
              : ": they would share containers"
          }.\nexec 9>.cron-${main}.lock\nflock -n 9 || exit 0\n`,
      ]
      : []),
    ...(run.pod === undefined ? [] : [
      `# Each run is a new pod, whose emptyDirs are empty.\ndocker compose rm --force --stop ${
        othersOf(run).join(" ")
      } >/dev/null 2>&1\n`,
    ]),
    `${
      deadline === undefined ? "" : `# It may take ${deadline} seconds (activeDeadlineSeconds).\n`
    }${
      [
        ...(deadline === undefined ? [] : [`timeout -k ${gracePeriod + 5} ${deadline}`]),
        "docker compose run --rm -T",
        ...(isNamed ? [`--name "${container}"`] : []),
        main,
      ].join(" ")
    }\nstatus=$?\n`,
    ...(deadline === undefined
      ? []
      : [`# Whoever stops the client does not stop the container.\n${stop}\n`]),
    ...(running.length === 0 ? [] : [
      `# These would go on.\ndocker compose stop ${running.join(" ")} >/dev/null 2>&1\n`,
    ]),
    'exit "$status"\n',
  ];
  return steps.join("\n");
}

function isOneAtATime({ job, run }: CrontabEntry): boolean {
  return job.concurrency !== "Allow" || sharesContainers(run);
}

/** What is still there when a run is over. Other containers may be at work then, in the network of the pod. */
function goesOn({ nativeSidecars, pod, sidecars }: RunServices): string[] {
  return [...nativeSidecars, ...(pod !== undefined && sidecars.length === 0 ? [pod] : [])];
}

/** A project's name as Compose takes it; a script may have given any. */
export function projectName(project: string): string {
  return project.replace(/[^\w-]+/g, "-") || "project";
}

/** Text for a comment: one line, whatever it holds. */
export function printable(value: string): string {
  return value.replace(/[^\x20-\x7e]+/g, " ");
}
