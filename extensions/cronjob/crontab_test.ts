import { assert, assertEquals } from "@std/assert";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Diagnostics } from "@dekube/engine/pacts";
import { active, cronJob, type CronJobOptions } from "./_testing.ts";
import { readCronJob } from "./cron_job.ts";
import { type CrontabEntry, installCommand, renderCrontab } from "./crontab.ts";
import type { RunServices } from "./pod.ts";

function entry(
  name: string,
  options: CronJobOptions = {},
  run: Partial<RunServices> = {},
): CrontabEntry {
  return {
    job: readCronJob(cronJob(name, options), new Diagnostics()),
    run: { main: name, inits: [], sidecars: [], nativeSidecars: [], helpers: [], ...run },
  };
}

/** The one command of a crontab, without its schedule and the folder. */
function commandOf(options: CronJobOptions, run: Partial<RunServices> = {}): string {
  const [, line] = active(renderCrontab([entry("job", options, run)], "demo"));
  const lead = '0 2 * * * cd "${PROJECT_DIR:?}" && ';
  assert(line.startsWith(lead), line);
  return line.slice(lead.length);
}

const forbid = { spec: { concurrencyPolicy: "Forbid" } };
const replace = { spec: { concurrencyPolicy: "Replace" } };
const deadline = { job: { activeDeadlineSeconds: 600 } };

Deno.test("renderCrontab() locks as the concurrency policy says", () => {
  assertEquals(commandOf({}), "docker compose run --rm -T job");
  assertEquals(commandOf(forbid), "flock -n .cron-job.lock docker compose run --rm -T job");
  assertEquals(
    commandOf(replace),
    "{ docker stop demo-job-cron >/dev/null 2>&1; flock .cron-job.lock docker compose run --rm -T --name demo-job-cron job; }",
  );
});

Deno.test("renderCrontab() runs a pod with shared containers once at a time", () => {
  assertEquals(
    commandOf({}, { inits: ["job-init-a"] }),
    "flock -n .cron-job.lock docker compose run --rm -T job",
  );
});

Deno.test("renderCrontab() stops sidecars that go on", () => {
  assertEquals(
    commandOf({}, { nativeSidecars: ["job-init-p", "job-init-q"] }),
    "flock -n .cron-job.lock sh -c 'docker compose run --rm -T job; docker compose stop job-init-p job-init-q >/dev/null 2>&1'",
  );
});

Deno.test("renderCrontab() makes each run a new pod, and ends what stands for it", () => {
  const pod = { pod: "job-pod", inits: ["job-init-a"], nativeSidecars: ["job-init-p"] };
  const run = "docker compose run --rm -T job";
  const quietly = (command: string) => `docker compose ${command} >/dev/null 2>&1`;
  const before = quietly("rm --force --stop job-pod job-init-a job-init-p job-pod-fill");
  const after = quietly("stop job-init-p job-pod");
  assertEquals(
    commandOf({}, { ...pod, helpers: ["job-pod-fill"] }),
    `flock -n .cron-job.lock sh -c '${before}; ${run}; ${after}'`,
  );
});

Deno.test("renderCrontab() leaves the network to containers that may still be at work", () => {
  const command = commandOf({}, { pod: "job-pod", sidecars: ["job-sidecar-log"] });
  assert(command.includes("rm --force --stop job-pod job-sidecar-log >/dev/null"), command);
  assert(!command.includes("docker compose stop"), command);
});

Deno.test("renderCrontab() stops a run at its deadline", () => {
  assertEquals(
    commandOf({ ...forbid, ...deadline }),
    "flock -n .cron-job.lock sh -c 'timeout -k 35 600 docker compose run --rm -T --name demo-job-cron job; docker stop demo-job-cron >/dev/null 2>&1'",
  );
  assertEquals(
    commandOf(deadline),
    "{ timeout -k 35 600 docker compose run --rm -T --name demo-job-cron-$$ job; docker stop demo-job-cron-$$ >/dev/null 2>&1; }",
  );
});

Deno.test("renderCrontab() puts those without a time zone first, and ends the last zone", () => {
  const zone = (timeZone: string) => ({ spec: { timeZone } });
  const lines = active(renderCrontab([
    entry("a", zone("Europe/Paris")),
    entry("b"),
    entry("c", zone("Asia/Tokyo")),
    entry("d", zone("Europe/Paris")),
  ], "demo")).map((line) => line.replace(/^0 2.* /, ""));
  assertEquals(lines, [
    ...["PROJECT_DIR=", "b"],
    ...["CRON_TZ=Asia/Tokyo", "c"],
    ...["CRON_TZ=Europe/Paris", "a", "d"],
    "CRON_TZ=",
  ]);
});

Deno.test("renderCrontab() keeps a suspended CronJob, and one that cron can't run, as a comment", () => {
  const crontab = renderCrontab([
    entry("a", { spec: { suspend: true } }),
    entry("b", { spec: { schedule: "sometimes\n* * * * * reboot" } }),
  ], "demo");
  assertEquals(active(crontab), ["PROJECT_DIR="]);
  assert(crontab.includes("\n# CronJob shop/a: suspended\n# 0 2 * * * cd "));
  assert(crontab.includes("\n# sometimes * * * * * reboot cd "));
});

Deno.test("renderCrontab() keeps names in their comment", () => {
  const hostile = entry("x");
  hostile.job.id = { ...hostile.job.id, namespace: "a\n* * * * * reboot", name: "b\r\0% # END" };
  assertEquals(active(renderCrontab([hostile], "de mo'; reboot #")).length, 2);
});

Deno.test({
  ...needsTool("installCommand() replaces its own lines and keeps all others", "awk", "mawk"),
  async fn() {
    const dir = await Deno.makeTempDir({ prefix: "50% & 'b " });
    try {
      const state = `${dir}/state`;
      // A stand-in for crontab(1) that keeps its table in a file.
      const stub =
        'crontab() { if [ "$1" = -l ]; then cat state; else cat > new && mv new state; fi; }';
      const install = async (crontab: string) => {
        await Deno.writeTextFile(`${dir}/crontab`, crontab);
        const script = `cd "$1"; ${stub}; ${installCommand("demo")}`;
        const { success, said } = await runTestTool("sh", ["-c", script, "sh", dir]);
        assert(success, said);
        return await Deno.readTextFile(state);
      };
      const first = await install(renderCrontab([entry("a"), entry("b")], "demo"));
      assertEquals(active(first)[0], `PROJECT_DIR=${dir}`);
      assertEquals(active(first).length, 3);

      const own = "MAILTO=me\n5 4 * * * backup\n";
      const neighbour = renderCrontab([entry("z")], "demo2");
      await Deno.writeTextFile(state, own + first + neighbour + "1 1 * * * last\n");
      const second = await install(renderCrontab([entry("c")], "demo"));
      assert(second.startsWith(own + neighbour + "1 1 * * * last\n# BEGIN dekube demo\n"));
      assertEquals(active(second).at(-2), `PROJECT_DIR=${dir}`);
      assert(active(second).at(-1)!.endsWith("-T c"));
      assertEquals(await install(renderCrontab([entry("c")], "demo")), second);

      const torn = `${first.replace("# END dekube demo\n", "")}1 1 * * * last\n`;
      await Deno.writeTextFile(state, torn);
      const mended = await install(renderCrontab([entry("c")], "demo"));
      assert(mended.startsWith(torn));
      assertEquals(await install(renderCrontab([entry("c")], "demo")), mended);
    } finally {
      await Deno.remove(dir, { recursive: true });
    }
  },
});

Deno.test({
  ...needsTool("renderCrontab() writes commands that a shell understands", "sh", "any system"),
  async fn() {
    for (const options of [{}, forbid, replace, deadline, { ...forbid, ...deadline }]) {
      for (const run of [{}, { nativeSidecars: ["p"] }, { inits: ["i"], pod: "job-pod" }]) {
        const [, line] = active(renderCrontab([entry("job", options, run)], "demo"));
        const command = line.split(" ").slice(5).join(" ");
        // Cron takes a % for the end of the line.
        assert(!command.includes("%"));
        const stubs = 'docker() { echo "docker $*"; }; timeout() { shift 3; "$@"; }; ' +
          'flock() { [ "$1" = -n ] && shift; shift; [ "$1" = sh ] && eval "$3" || "$@"; }; ';
        const { success, said } = await runTestTool("sh", [
          "-c",
          `PROJECT_DIR=/; ${stubs}${command}`,
        ]);
        assertEquals(success, true, command);
        assertEquals(said.match(/docker compose run --rm -T (--name [\w-]+ )?job\n/g)?.length, 1);
      }
    }
  },
});
