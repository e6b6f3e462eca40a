import { assert, assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { type CronJobOptions, entry } from "./_testing.ts";
import type { RunServices } from "./pod.ts";
import { commandOf, needsScript, runScript } from "./run_script.ts";

const forbid = { spec: { concurrencyPolicy: "Forbid" } };
const replace = { spec: { concurrencyPolicy: "Replace" } };
const deadline = { job: { activeDeadlineSeconds: 600 } };

/** What a script does beyond entering its folder. */
function stepsOf(options: CronJobOptions, run: Partial<RunServices> = {}): string[] {
  const job = entry("job", options, run);
  assert(needsScript(job));
  const lines = runScript(job, "demo").split("\n");
  return lines.filter((line) => line !== "" && !line.startsWith("#")).slice(1);
}

const RUN = "docker compose run --rm -T job";
const END = ["status=$?", 'exit "$status"'];
const ONCE = ["exec 9>.cron-job.lock", "flock -n 9 || exit 0"];
const quietly = (command: string) => `${command} >/dev/null 2>&1`;

Deno.test("commandOf() is one command when there is no more to do", () => {
  assertEquals(needsScript(entry("job")), false);
  assertEquals(commandOf(entry("job")), RUN);
  assertEquals(commandOf(entry("job", forbid)), "sh cron/job.sh");
});

Deno.test("runScript() locks as the concurrency policy says", () => {
  assertEquals(stepsOf(forbid), [...ONCE, RUN, ...END]);
  assertEquals(stepsOf(replace), [
    quietly('docker stop "demo-job-cron"'),
    "exec 9>.cron-job.lock",
    "flock 9",
    'docker compose run --rm -T --name "demo-job-cron" job',
    ...END,
  ]);
});

Deno.test("runScript() runs a pod with shared containers once at a time", () => {
  assertEquals(stepsOf({}, { inits: ["job-init-a"] }), [...ONCE, RUN, ...END]);
});

Deno.test("runScript() stops sidecars that go on", () => {
  assertEquals(stepsOf({}, { nativeSidecars: ["job-init-p", "job-init-q"] }), [
    ...ONCE,
    RUN,
    END[0],
    quietly("docker compose stop job-init-p job-init-q"),
    END[1],
  ]);
});

Deno.test("runScript() makes each run a new pod, and ends what stands for it", () => {
  const pod = { pod: "job-pod", inits: ["job-init-a"], nativeSidecars: ["job-init-p"] };
  assertEquals(stepsOf({}, { ...pod, helpers: ["job-pod-fill"] }), [
    ...ONCE,
    quietly("docker compose rm --force --stop job-pod job-init-a job-init-p job-pod-fill"),
    RUN,
    END[0],
    quietly("docker compose stop job-init-p job-pod"),
    END[1],
  ]);
});

Deno.test("runScript() leaves the network to containers that may still be at work", () => {
  const steps = stepsOf({}, { pod: "job-pod", sidecars: ["job-sidecar-log"] });
  assert(steps.includes(quietly("docker compose rm --force --stop job-pod job-sidecar-log")));
  assert(!steps.some((step) => step.startsWith("docker compose stop")));
});

Deno.test("runScript() stops a run at its deadline", () => {
  const stopped = (name: string) => [
    `timeout -k 35 600 docker compose run --rm -T --name "${name}" job`,
    END[0],
    quietly(`docker stop "${name}"`),
    END[1],
  ];
  assertEquals(stepsOf({ ...forbid, ...deadline }), [...ONCE, ...stopped("demo-job-cron")]);
  assertEquals(stepsOf(deadline), stopped("demo-job-cron-$$"));
});

Deno.test("runScript() keeps names in their comment", () => {
  const hostile = entry("x", forbid);
  hostile.job.id = { ...hostile.job.id, namespace: "a\nreboot", name: "b\r\0; reboot" };
  const lines = runScript(hostile, "de mo'; reboot #").split("\n");
  assertEquals(lines.filter((line) => line.includes("reboot") && !line.startsWith("#")), []);
});

Deno.test({
  ...needsTool(
    "runScript() is what a shell understands, and ends as the run does",
    "sh",
    "any system",
  ),
  async fn() {
    const folder = await Deno.makeTempDir({ prefix: "50% & 'b " });
    await Deno.mkdir(`${folder}/cron`);
    const stubs = `docker() { echo "docker $*"; [ "$2" != run ] || return 7; }
timeout() { shift 3; "$@"; }
flock() { :; }
`;
    try {
      for (const options of [{}, forbid, replace, deadline, { ...forbid, ...deadline }]) {
        for (const run of [{}, { nativeSidecars: ["p"] }, { inits: ["i"], pod: "job-pod" }]) {
          const job = entry("job", options, run);
          if (!needsScript(job)) continue;
          const script = runScript(job, "demo").replace("#!/bin/sh\n", stubs);
          await Deno.writeTextFile(`${folder}/cron/job.sh`, script);
          const { said } = await runTestTool("sh", [
            "-c",
            'sh "$0"; echo "ended with $?"',
            `${folder}/cron/job.sh`,
          ]);
          assert(said.endsWith("ended with 7\n"), said);
          assertEquals(said.match(/docker compose run --rm -T (--name [\w-]+ )?job\n/g)?.length, 1);
        }
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});
