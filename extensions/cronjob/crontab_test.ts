import { assert, assertEquals } from "@std/assert";
import { active, entry } from "./_testing.ts";
import { renderCrontab } from "./crontab.ts";

Deno.test("renderCrontab() has one command run where that is all there is to do, else a script", () => {
  const forbid = { spec: { concurrencyPolicy: "Forbid" } };
  const lines = active(renderCrontab([entry("a"), entry("b", forbid)], "demo"));
  const lead = '0 2 * * * cd "${PROJECT_DIR:?}" &&';
  assertEquals(lines.slice(1), [`${lead} docker compose run --rm -T a`, `${lead} sh cron/b.sh`]);
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
