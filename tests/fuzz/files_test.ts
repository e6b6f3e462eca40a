/**
 * Realms are JSON, crontabs hold one job a line that a shell can read, and Alertmanager starts, whatever texts
 * there are.
 */
import { assert, assertEquals } from "@std/assert";
import { active, converted, cronJob } from "../../extensions/cronjob/_testing.ts";
import {
  convertAll as convertKeycloak,
  keycloak,
  realmImport,
} from "../../extensions/keycloak/_testing.ts";
import {
  alertmanager,
  amtool,
  config,
  make,
} from "../../extensions/servicemonitor/alertmanager/_testing.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS, wellFormed } from "./_odd.ts";

Deno.test("a realm with odd texts is the same as JSON", () => {
  for (let run = 1; run <= RUNS; run++) {
    const odd = new Odd(run);
    const realm = {
      realm: "shop",
      displayName: odd.line(),
      attributes: Object.fromEntries(odd.some(4, () => [odd.line(), odd.line()])),
      clients: odd.some(
        2,
        () => ({ clientId: odd.line(), redirectUris: odd.some(2, () => odd.line()) }),
      ),
    };
    const { ctx } = convertKeycloak([keycloak({ instances: 1 }), realmImport("shop", realm)]);
    const files = [...ctx.files.entries()].filter(([path]) => path.endsWith(".json"));
    assertEquals(files.length, 1);
    const [[path, { content }]] = files;
    const text = typeof content === "string" ? content : new TextDecoder().decode(content);
    assertEquals(JSON.parse(text), wellFormed(realm), `run ${run}: ${path}`);
    // Bytes are what is written.
    assertEquals(new TextDecoder().decode(new TextEncoder().encode(text)), text);
  }
});

Deno.test("a crontab holds one job a line that a shell can read, whatever a CronJob says", async () => {
  for (let run = 1; run <= RUNS; run++) {
    const odd = new Odd(run);
    const manifest = cronJob("job", {
      spec: {
        schedule: odd.of(["0 2 * * *", "@daily", "*/5 * * * 1-5", odd.text()]),
        timeZone: odd.of([undefined, "Europe/Paris", odd.text()]),
        concurrencyPolicy: odd.of(["Forbid", "Replace", "Allow", odd.text()]),
      },
      job: { activeDeadlineSeconds: odd.of([undefined, 5, odd.text()]) },
    });
    const { crontab, files } = await converted([manifest], {}, { name: "demo" });
    const lines = active(crontab).filter((line) => !/^[A-Z_]+=/.test(line));
    assert(lines.length <= 1, crontab);
    for (const line of lines) {
      const command = line.replace(/^(?:@\w+|(?:\S+\s+){5})/, "").replaceAll("\\%", "%");
      // What is more than a command is a script.
      const [, script] = /sh (cron\/\S+)$/.exec(command.trim()) ?? [];
      const text = script === undefined ? "" : String(files.get(script)?.content);
      for (const shell of [command, text]) {
        const { success, said } = await runTestTool("sh", ["-n"], shell);
        assert(success, `run ${run}: ${said}\n${shell}`);
      }
      assert((text || command).includes("docker compose run"), `run ${run}: ${crontab}\n${text}`);
    }
  }
});

Deno.test({
  ...needsTool("amtool takes what odd texts become", "amtool", "Debian's prometheus-alertmanager"),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const odd = new Odd(run);
      const matchers = () =>
        odd.some(2, () => ({
          name: odd.of(["job", odd.text()]),
          value: odd.text(),
          matchType: odd.of(["=", "=~", "!~", odd.text()]),
        }));
      const made = make([
        alertmanager(),
        config("own", {
          route: {
            receiver: odd.of(["own", odd.text()]),
            groupBy: odd.some(2, () => odd.of(["job", odd.text()])),
            groupWait: odd.of(["30s", odd.text()]),
            matchers: matchers(),
            routes: odd.some(
              1,
              () => ({ receiver: "own", matchers: matchers(), activeTimeIntervals: [odd.text()] }),
            ),
          },
          receivers: [
            {
              name: odd.of(["own", odd.text()]),
              webhookConfigs: [{ url: odd.of(["http://hook/", odd.text()]) }],
              emailConfigs: [{
                to: odd.text(),
                from: odd.text(),
                smarthost: odd.of(["mail:25", odd.text()]),
                headers: [{ key: odd.text(), value: odd.text() }],
              }],
            },
            { name: "own" },
          ],
          inhibitRules: odd.some(
            2,
            () => ({ sourceMatch: matchers(), targetMatch: matchers(), equal: [odd.text()] }),
          ),
          muteTimeIntervals: odd.some(
            1,
            () => ({
              name: odd.text(),
              timeIntervals: [{
                weekdays: [odd.text()],
                times: [{ startTime: odd.text(), endTime: odd.text() }],
              }],
            }),
          ),
        }),
      ]);
      const { success, said } = await amtool(made);
      assert(success, `run ${run}: ${said}\n${made.config}`);
    }
  },
});
