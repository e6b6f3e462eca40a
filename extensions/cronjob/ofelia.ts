/**
 * Ofelia: a container that starts those of CronJobs on their schedule.
 *
 * @see https://github.com/mcuadros/ofelia
 * @module
 */

import { type ComposeService, mount } from "@dekube/engine/pacts";
import type { CrontabEntry } from "./run_script.ts";

/**
 * Label that keeps schedulers apart: each reads its own container's labels only. Containers have those of their images, too,
 * so that its value has to be one that nobody knows who makes an image: what Ofelia reads it does as root of the host.
 */
const SCHEDULER = "dekube.io/scheduler-of";

/** Docker's own, and the container's. */
const SOCKET = "/var/run/docker.sock";

/**
 * The scheduler's service. It starts the containers that Compose has created, so that they are as
 * compose.yml says; `containerOf` names them, and `mark` is known to nobody.
 */
export function ofeliaService(
  entries: readonly CrontabEntry[],
  { image, mark, containerOf }: {
    image: string;
    mark: string;
    containerOf: (entry: CrontabEntry) => string;
  },
): ComposeService {
  const labels: Record<string, string> = {
    "ofelia.enabled": "true",
    "ofelia.service": "true",
    [SCHEDULER]: mark,
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
    command: ["daemon", "--docker", "-f", `label=${SCHEDULER}=${mark}`],
    restart: "always",
    volumes: [mount(SOCKET, SOCKET, { readOnly: true })],
    labels,
  };
}
