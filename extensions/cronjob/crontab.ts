/**
 * The crontab that runs CronJobs on their schedule.
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

/** Name of the file, below the output folder. */
export const CRONTAB = "crontab";

/**
 * The lines of a crontab, with the folder's path left open. Those without a time zone come first:
 * `CRON_TZ` is so for all lines below it.
 */
export function renderCrontab(entries: readonly CrontabEntry[], project: string): string {
  const mark = markOf(project);
  const zones = Map.groupBy(entries, ({ job }) => job.timeZone);
  const named = [...zones.keys()].filter((zone) => zone !== "").sort();
  return [
    `# BEGIN ${mark}`,
    "# Made by dekube, like compose.yml beside it; changes are lost on the next run.",
    "# To install it, or to bring it up to date, run this in its folder:",
    `#   ${installCommand(project)}`,
    "# That replaces what is between the first line and the last one of this file, and keeps the rest.",
    "PROJECT_DIR=",
    ...(zones.get("") ?? []).flatMap((entry) => lines(entry, project)),
    ...named.flatMap((zone) => [
      "",
      `CRON_TZ=${zone}`,
      ...zones.get(zone)!.flatMap((entry) => lines(entry, project)),
    ]),
    // Lines of others may follow.
    ...(named.length > 0 ? ["", "CRON_TZ="] : []),
    `# END ${mark}`,
    "",
  ].join("\n");
}

/**
 * The shell command that puts the crontab into the user's own, in place of what it put there before. Where the
 * last line of that is gone, nothing is taken away.
 */
export function installCommand(project: string): string {
  const mark = markOf(project);
  const others = `$0 == "# BEGIN ${mark}" { printf "%s", held; held = ""; own = 1 } ` +
    `own { held = held $0 "\\n"; if ($0 == "# END ${mark}") { own = 0; held = "" } next } ` +
    `1; END { printf "%s", held }`;
  return `(crontab -l 2>/dev/null | awk '${others}'; ` +
    `awk '/^PROJECT_DIR=/ { $0 = $0 ENVIRON["PWD"] } 1' ${CRONTAB}) | crontab -`;
}

function markOf(project: string): string {
  return `dekube ${projectName(project)}`;
}

function lines({ job, run }: CrontabEntry, project: string): string[] {
  const { id, schedule, fields, suspended } = job;
  const title = `# CronJob ${printable(id.namespace ? `${id.namespace}/${id.name}` : id.name)}`;
  const line = `${fields ?? printable(schedule)} ${command({ job, run }, project)}`;
  if (fields === undefined) return ["", `${title}: cron can't keep this schedule`, `# ${line}`];
  if (suspended) return ["", `${title}: suspended`, `# ${line}`];
  return ["", title, line];
}

/** What cron runs. Names of services and numbers are all that comes from a manifest. */
function command({ job, run }: CrontabEntry, project: string): string {
  const cd = 'cd "${PROJECT_DIR:?}" &&';
  const { main } = run;
  const { deadline, concurrency } = job;
  const once = concurrency !== "Allow" || sharesContainers(run);
  const named = deadline !== undefined || concurrency === "Replace";
  const container = `${projectName(project)}-${main}-cron`;
  const name = once ? container : `${container}-$$`;
  const runs = [
    ...(deadline === undefined ? [] : [`timeout -k ${job.gracePeriod + 5} ${deadline}`]),
    "docker compose run --rm -T",
    ...(named ? [`--name ${name}`] : []),
    main,
  ].join(" ");
  // Other containers may still be at work, in the network of the pod.
  const goesOn = [
    ...run.nativeSidecars,
    ...(run.pod !== undefined && run.sidecars.length === 0 ? [run.pod] : []),
  ];
  const steps = [
    // Each run is a new pod, whose emptyDirs are empty.
    ...(run.pod === undefined
      ? []
      : [quietly(`docker compose rm --force --stop ${othersOf(run).join(" ")}`)]),
    runs,
    // Whoever stops the client does not stop the container.
    ...(deadline === undefined ? [] : [quietly(`docker stop ${name}`)]),
    ...(goesOn.length > 0 ? [quietly(`docker compose stop ${goesOn.join(" ")}`)] : []),
  ];
  if (!once) return `${cd} ${steps.length > 1 ? `{ ${steps.join("; ")}; }` : runs}`;
  const locked = steps.length > 1 ? `sh -c '${steps.join("; ")}'` : runs;
  const lock = `.cron-${main}.lock`;
  return concurrency === "Replace"
    ? `${cd} { ${quietly(`docker stop ${name}`)}; flock ${lock} ${locked}; }`
    : `${cd} flock -n ${lock} ${locked}`;
}

function quietly(command: string): string {
  return `${command} >/dev/null 2>&1`;
}

/** A project's name as Compose takes it; a script may have given any. */
export function projectName(project: string): string {
  return project.replace(/[^\w-]+/g, "-") || "project";
}

/** Text for a comment: one line, whatever it holds. */
function printable(value: string): string {
  return value.replace(/[^\x20-\x7e]+/g, " ");
}
