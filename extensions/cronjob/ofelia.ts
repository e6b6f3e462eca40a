/**
 * Ofelia: a container that starts those of CronJobs on their schedule.
 *
 * @see https://github.com/mcuadros/ofelia
 * @module
 */

import { type ComposeService, mount } from "@dekube/engine/pacts";
import type { CrontabEntry } from "./run_script.ts";

/** Label that keeps the schedulers of several projects apart: each reads its own container's labels only. */
const SCHEDULER = "dekube.io/scheduler-of";

/** Docker's own, and the container's. */
const SOCKET = "/var/run/docker.sock";

/**
 * The scheduler's service. It starts the containers that Compose has created, so that they are as
 * compose.yml says; `containerOf` names them.
 */
export function ofeliaService(
  entries: readonly CrontabEntry[],
  { image, project, containerOf }: {
    image: string;
    project: string;
    containerOf: (entry: CrontabEntry) => string;
  },
): ComposeService {
  const labels: Record<string, string> = {
    "ofelia.enabled": "true",
    "ofelia.service": "true",
    [SCHEDULER]: project,
  };
  entries.forEach((entry, index) => {
    const { job } = entry;
    // A dot would end the job's name; without the number, two names could become one.
    const label = `ofelia.job-run.${entry.run.main.replace(/[^\w-]/g, "-")}-${index + 1}`;
    // It counts seconds too.
    labels[`${label}.schedule`] = `${job.timeZone ? `TZ=${job.timeZone} ` : ""}0 ${job.fields}`;
    labels[`${label}.container`] = containerOf(entry);
    labels[`${label}.no-overlap`] = "true";
  });
  return {
    image,
    command: ["daemon", "--docker", "-f", `label=${SCHEDULER}=${project}`],
    restart: "always",
    volumes: [mount(SOCKET, SOCKET, { readOnly: true })],
    labels,
  };
}
