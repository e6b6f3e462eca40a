import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { Diagnostics } from "@dekube/engine/pacts";
import { cronJob, type CronJobOptions } from "./_testing.ts";
import { readCronJob } from "./cron_job.ts";

function read(options: CronJobOptions) {
  const diagnostics = new Diagnostics();
  const job = readCronJob(cronJob("clean", options), diagnostics);
  return { job, codes: said({ diagnostics }) };
}

Deno.test("readCronJob() has Kubernetes' defaults", () => {
  const { job, codes } = read({});
  assertEquals(job, {
    id: { kind: "CronJob", namespace: "shop", name: "clean" },
    fields: "0 2 * * *",
    schedule: "0 2 * * *",
    timeZone: "",
    suspended: false,
    concurrency: "Allow",
    deadline: undefined,
    retries: 6,
    gracePeriod: 30,
  });
  assertEquals(codes, []);
});

Deno.test("readCronJob() reads the time zone from its field, else from the schedule", () => {
  const schedule = "TZ=Asia/Tokyo 0 2 * * *";
  assertEquals(read({ spec: { schedule } }).job.timeZone, "Asia/Tokyo");
  assertEquals(read({ spec: { schedule, timeZone: "Europe/Paris" } }).job.timeZone, "Europe/Paris");
});

Deno.test("readCronJob() takes the host's time zone where there is none of that name", () => {
  const { job, codes } = read({ spec: { timeZone: "Mars/Base" } });
  assertEquals([job.timeZone, codes], ["", ["bad-time-zone spec.timeZone"]]);
});

Deno.test("readCronJob() takes the deadline of the Job, else of the pod; 0 is none", () => {
  assertEquals(
    read({ job: { activeDeadlineSeconds: 60 }, pod: { activeDeadlineSeconds: 9 } }).job.deadline,
    60,
  );
  assertEquals(read({ pod: { activeDeadlineSeconds: "9" } }).job.deadline, 9);
  assertEquals(read({ job: { activeDeadlineSeconds: 0 } }).job.deadline, undefined);
});

Deno.test("readCronJob() says what is not kept", () => {
  assertEquals(
    read({
      spec: { schedule: "sometimes", startingDeadlineSeconds: 5, concurrencyPolicy: "Maybe" },
      job: { backoffLimit: 2, completions: 3, parallelism: 1 },
    }).codes,
    [
      "bad-schedule spec.schedule",
      "starting-deadline spec.startingDeadlineSeconds",
      "no-retries spec.jobTemplate.spec.backoffLimit",
      "one-pod spec.jobTemplate.spec.completions",
      "bad-concurrency-policy spec.concurrencyPolicy",
    ],
  );
  assertEquals(read({ job: { backoffLimit: 0 } }).codes, []);
});

Deno.test("readCronJob() survives null and wrong types anywhere", () => {
  for (const wrong of [null, 7, "text", [], [null], { a: null }]) {
    const keys = ["schedule", "timeZone", "suspend", "concurrencyPolicy", "jobTemplate"];
    const spec = Object.fromEntries(keys.map((key) => [key, wrong]));
    for (const value of [wrong, spec, { ...spec, jobTemplate: { spec: wrong } }]) {
      const manifest = { kind: "CronJob", metadata: { name: "x" }, spec: value };
      assertEquals(readCronJob(manifest, new Diagnostics()).retries, 6);
    }
  }
});
