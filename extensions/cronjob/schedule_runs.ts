/**
 * Sees to it that the services of CronJobs run on schedule, and only then.
 *
 * @module
 */

import { type ComposeService, type ConvertContext, readSettings } from "@dekube/engine/pacts";
import { iterNamedContainers, type Workload } from "@dekube/engine/pacts/kubernetes";
import { type CronJob, readCronJob } from "./cron_job.ts";
import { CRONTAB, renderCrontab } from "./crontab.ts";
import { INSTALL_SCRIPT, installScript } from "./install_script.ts";
import { ofeliaService } from "./ofelia.ts";
import {
  allServices,
  NetworkMembers,
  type RunServices,
  runServices,
  sharesContainers,
  startWithMain,
} from "./pod.ts";
import {
  type CrontabEntry,
  needsScript,
  projectName,
  runScript,
  scriptPath,
} from "./run_script.ts";
import { findRuns, pastRuns, type Run } from "./runs.ts";
import { SETTINGS } from "./settings.ts";

/** Profile of the services, which `docker compose up` leaves alone. */
const PROFILE = "cron";

type Services = Record<string, ComposeService>;

/** Puts the services of all CronJobs under the profile, and schedules them. */
export function scheduleRuns(services: Services, ctx: ConvertContext): void {
  const { scheduler, image } = readSettings("cronjob", SETTINGS, ctx);
  const network = new NetworkMembers(services);
  const entries = findRuns(ctx).flatMap((run) => runOnly(run, services, network, ctx) ?? []);
  setAsidePastRuns(services, network, ctx);
  const scheduled = scheduler === "ofelia" ? byOfelia(entries, image, services, ctx) : new Set();
  const rest = entries.filter((entry) => !scheduled.has(entry));
  if (rest.length > 0) writeCrontab(rest, ctx);
}

/** Has the services of a CronJob run when they are asked to, once. */
function runOnly(
  { manifest, workload }: Run,
  services: Services,
  network: NetworkMembers,
  ctx: ConvertContext,
): CrontabEntry | undefined {
  const run = servicesOf(workload, services, network, ctx);
  if (!Object.hasOwn(services, run.main)) return undefined;
  const job = readCronJob(manifest, ctx);
  const retry = job.retries > 0 ? `on-failure:${job.retries}` : "no";
  // What goes on must not come back by itself when the host starts.
  for (const name of allServices(run)) services[name].restart = "no";
  for (const name of run.nativeSidecars) services[name].restart = "on-failure";
  for (const name of [...run.inits, ...run.sidecars]) services[name].restart = retry;
  for (const name of allServices(run)) {
    services[name].owner = job.id;
    services[name].profiles = [PROFILE];
  }
  startWithMain(run, services);
  if (run.pod === undefined) sayKept(services[run.main], job, ctx);
  if (job.concurrency === "Allow" && sharesContainers(run)) {
    ctx.report(job.id, "spec.concurrencyPolicy").info(
      "one-at-a-time",
      "a run does not begin while another one goes on, since both would use the same init containers or sidecars",
    );
  }
  return { job, run };
}

/** The services of a pod that are there. */
function servicesOf(
  workload: Workload,
  services: Services,
  network: NetworkMembers,
  ctx: ConvertContext,
): RunServices {
  const main = ctx.names.service(workload.id);
  const containers = [...iterNamedContainers(workload, main)]
    .filter(({ serviceName }) => Object.hasOwn(services, serviceName));
  return runServices(main, containers, network);
}

/** A named volume outlives a run, and nothing stands for the pod that would empty it. */
function sayKept({ volumes = [] }: ComposeService, job: CronJob, ctx: ConvertContext): void {
  const kept = volumes.flatMap(({ type, source, origin }) =>
    type === "volume" && source !== undefined && !Object.hasOwn(ctx.config.volumes, source) &&
      (origin?.kind === "emptyDir" || origin?.kind === "ephemeral")
      ? [origin.volume]
      : []
  );
  for (const name of new Set(kept)) {
    ctx.report(job.id, "spec.jobTemplate.spec.template.spec.volumes").info(
      "kept-empty-dir",
      `what one run leaves in the emptyDir ${
        JSON.stringify(name)
      } is there in the next one: it is a named volume, which users other than root can write`,
    );
  }
}

function setAsidePastRuns(services: Services, network: NetworkMembers, ctx: ConvertContext): void {
  for (const workload of pastRuns(ctx)) {
    const run = servicesOf(workload, services, network, ctx);
    for (const name of allServices(run)) {
      if (Object.hasOwn(services, name)) services[name].profiles = [PROFILE];
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
  ctx.files.write(INSTALL_SCRIPT, installScript(name), { mode: 0o755 });
  for (const entry of entries.filter(needsScript)) {
    ctx.files.write(scriptPath(entry), runScript(entry, name), { mode: 0o755 });
  }
  ctx.report().info(
    "install-crontab",
    `CronJobs run on schedule once the host's cron knows of them. In the output folder, run: sh ${INSTALL_SCRIPT}`,
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
  const owner = { kind: "Scheduler", namespace: "", name: "ofelia" };
  const mark = ctx.generated.value(owner, "mark");
  services[name] = ofeliaService(waiting, { image, mark, containerOf });
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
