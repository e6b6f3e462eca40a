/**
 * Sees to it that the services of CronJobs run on schedule, and only then.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, readSettings } from "@dekube/engine/pacts";
import { iterNamedContainers } from "@dekube/engine/pacts/kubernetes";
import { type CronJob, readCronJob } from "./cron_job.ts";
import {
  CRONTAB,
  type CrontabEntry,
  installCommand,
  projectName,
  renderCrontab,
} from "./crontab.ts";
import { ofeliaService } from "./ofelia.ts";
import { joinPod, runServices, sharesContainers } from "./pod.ts";
import { findRuns, pastRuns, type Run } from "./runs.ts";
import { SETTINGS } from "./settings.ts";

/** Profile of the services, which `docker compose up` leaves alone. */
const PROFILE = "cron";

type Services = Record<string, ComposeService>;

/** Puts the services of all CronJobs under the profile, and schedules them. */
export function scheduleRuns(services: Services, ctx: ConvertContext): void {
  const { scheduler, image, pod_image } = readSettings("cronjob", SETTINGS, ctx);
  const entries = findRuns(ctx).flatMap((run) => runOnly(run, services, pod_image, ctx) ?? []);
  setAsidePastRuns(services, ctx);
  const scheduled = scheduler === "ofelia" ? byOfelia(entries, image, services, ctx) : new Set();
  const rest = entries.filter((entry) => !scheduled.has(entry));
  if (rest.length > 0) writeCrontab(rest, ctx);
}

/** Has the services of a CronJob run when they are asked to, once. */
function runOnly(
  { manifest, workload }: Run,
  services: Services,
  podImage: string,
  ctx: ConvertContext,
): CrontabEntry | undefined {
  const main = ctx.names.service(workload.id);
  if (!Object.hasOwn(services, main)) return undefined;
  const job = readCronJob(manifest, ctx);
  const containers = [...iterNamedContainers(workload, main)]
    .filter(({ serviceName }) => Object.hasOwn(services, serviceName));
  const retry = job.retries > 0 ? `on-failure:${job.retries}` : "no";
  for (const { serviceName, role } of containers) {
    const service = services[serviceName];
    // A sidecar that goes on must not come back by itself when the host starts.
    service.restart = role === "main" ? "no" : role === "native-sidecar" ? "on-failure" : retry;
    service.owner = job.id;
  }
  const run = runServices(main, containers);
  joinPod(run, services, podImage, ctx);
  for (const name of [...containers.map(({ serviceName }) => serviceName), run.pod]) {
    if (name !== undefined) services[name].profiles = [PROFILE];
  }
  sayKept(containers.map(({ serviceName }) => services[serviceName]), job, ctx);
  if (job.concurrency === "Allow" && sharesContainers(run)) {
    ctx.report(job.id, "spec.concurrencyPolicy").info(
      "one-at-a-time",
      "a run does not begin while another one goes on, since both would use the same init containers or sidecars",
    );
  }
  return { job, run };
}

/** What containers share must outlive each of them, and so it outlives the run. */
function sayKept(containers: readonly ComposeService[], job: CronJob, ctx: ConvertContext): void {
  const mounted = containers.flatMap((service) => [...emptyDirsOf(service)]);
  const shared = mounted.filter((name, index) => mounted.indexOf(name) < index);
  for (const name of new Set(shared)) {
    ctx.report(job.id, "spec.jobTemplate.spec.template.spec.volumes").info(
      "kept-empty-dir",
      `what one run leaves in the emptyDir ${
        JSON.stringify(name)
      } is there in the next one, since several containers share it`,
    );
  }
}

function emptyDirsOf({ volumes = [] }: ComposeService): Set<string> {
  return new Set(
    volumes.flatMap(({ origin }) => origin?.kind === "emptyDir" ? [origin.volume] : []),
  );
}

function setAsidePastRuns(services: Services, ctx: ConvertContext): void {
  for (const workload of pastRuns(ctx)) {
    const main = ctx.names.service(workload.id);
    for (const { serviceName } of iterNamedContainers(workload, main)) {
      if (Object.hasOwn(services, serviceName)) services[serviceName].profiles = [PROFILE];
    }
    ctx.report(workload.id, "metadata.ownerReferences").info(
      "past-run",
      `a CronJob made this Job, so it does not start with the project: its services have the profile ${PROFILE}`,
    );
  }
}

function writeCrontab(entries: readonly CrontabEntry[], ctx: ConvertContext): void {
  const { name } = ctx.config;
  ctx.files.write(CRONTAB, renderCrontab(entries, name));
  ctx.report().info(
    "install-crontab",
    `CronJobs run on schedule once the host's cron knows of them. In the output folder, run: ${
      installCommand(name)
    }`,
  );
  for (const { job } of entries) {
    if (job.timeZone === "" || job.fields === undefined) continue;
    ctx.report(job.id, "spec.timeZone").warn(
      "cron-time-zone",
      `the time zone ${job.timeZone} is kept by a cron that knows CRON_TZ (cronie). Debian's and Ubuntu's own cron does not: install cronie there, or change the hours in ${CRONTAB}`,
    );
  }
}

/** Adds the scheduler for the CronJobs that it can run, and returns those. */
function byOfelia(
  entries: readonly CrontabEntry[],
  image: string,
  services: Services,
  ctx: ConvertContext,
): Set<CrontabEntry> {
  const able = entries.filter((entry) => isForOfelia(entry, ctx));
  const waiting = able.filter(({ job }) => !job.suspended && job.fields !== undefined);
  if (waiting.length === 0) return new Set(able);
  const project = projectName(ctx.config.name);
  const containerOf = ({ run }: CrontabEntry) => `${project}-${run.main}`;
  for (const entry of waiting) services[entry.run.main].container_name = containerOf(entry);
  const name = ctx.names.reserve("ofelia");
  services[name] = ofeliaService(waiting, { image, project, containerOf });
  ctx.report().warn(
    "docker-socket",
    `the service "${name}" has the Docker socket, and with it the host, in its hands. Without extensions.cronjob.scheduler the host's own cron does its work`,
  );
  ctx.report().info(
    "create-containers",
    `"${name}" starts containers that are there. After each "docker compose up", make them: docker compose create ${
      waiting.map(({ run }) => run.main).join(" ")
    }`,
  );
  return new Set(able);
}

/** Whether Ofelia can run a CronJob: it starts one container, and knows of no others. */
function isForOfelia({ job, run }: CrontabEntry, ctx: ConvertContext): boolean {
  const lacks = [
    ...(sharesContainers(run) ? ["start its init containers and sidecars"] : []),
    ...(job.deadline === undefined ? [] : ["stop it (activeDeadlineSeconds)"]),
    ...(job.concurrency === "Replace" ? ["replace a run (concurrencyPolicy)"] : []),
  ];
  if (lacks.length === 0) {
    if (job.suspended) {
      ctx.report(job.id, "spec.suspend").info("suspended", "it is suspended, so nothing runs it");
    }
    return true;
  }
  ctx.report(job.id, "spec").warn(
    "not-for-ofelia",
    `it stays in ${CRONTAB}, for the host's cron: Ofelia can't ${lacks.join(", nor ")}`,
  );
  return false;
}
