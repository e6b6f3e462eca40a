/**
 * The crontab that runs CronJobs on their schedule.
 *
 * @module
 */

import { commandOf, type CrontabEntry, printable, projectName } from "./run_script.ts";

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
    "# To install it, or to bring it up to date, run install-crontab.sh beside it",
    "PROJECT_DIR=",
    ...(zones.get("") ?? []).flatMap(lines),
    ...named.flatMap((zone) => [
      "",
      `CRON_TZ=${zone}`,
      ...zones.get(zone)!.flatMap(lines),
    ]),
    // Lines of others may follow.
    ...(named.length > 0 ? ["", "CRON_TZ="] : []),
    `# END ${mark}`,
    "",
  ].join("\n");
}

/** What the first line and the last one say. */
export function markOf(project: string): string {
  return `dekube ${projectName(project)}`;
}

function lines(entry: CrontabEntry): string[] {
  const { id, schedule, fields, suspended } = entry.job;
  const title = `# CronJob ${printable(id.namespace ? `${id.namespace}/${id.name}` : id.name)}`;
  const line = `${fields ?? printable(schedule)} cd "\${PROJECT_DIR:?}" && ${commandOf(entry)}`;
  if (fields === undefined) return ["", `${title}: cron can't keep this schedule`, `# ${line}`];
  if (suspended) return ["", `${title}: suspended`, `# ${line}`];
  return ["", title, line];
}
