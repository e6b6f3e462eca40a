import { assertEquals } from "@std/assert";
import { said, testContext, testConversion } from "@dekube/engine/testing";
import * as workload from "../workload/mod.ts";
import { prometheus, readConfig, secret, web } from "./_testing.ts";
import { readAdditional } from "./additional.ts";
import { Assets } from "./assets.ts";
import * as servicemonitor from "./mod.ts";
import { Site } from "./read.ts";

function read(content: string) {
  const ctx = testContext([...web(), secret("more", { jobs: content })]);
  const site = new Site(ctx, { kind: "Prometheus", namespace: "shop", name: "x" });
  const assets = new Assets("prometheus", ctx);
  const found = readAdditional({ name: "more", key: "jobs" }, { namespace: "shop", assets, site });
  return { found, said: said(ctx) };
}

Deno.test("readAdditional() takes the list as it is", () => {
  const { found, said } = read(`
- job_name: a
  honor_labels: true
  params: {x: ["1"]}
  static_configs:
  - targets: ["web.shop.svc:80", "db:5432"]
`);
  assertEquals(found, [{
    job_name: "a",
    honor_labels: true,
    params: { x: ["1"] },
    static_configs: [{ targets: ["web.shop.svc:80", "db:5432"] }],
  }]);
  assertEquals(said, []);
});

Deno.test("what a Secret adds has the containers' ports, and the user's replacements, in the end", async () => {
  const jobs = `
- job_name: a
  static_configs:
  - targets: ["web:80", "old.example:443"]
`;
  const managers = "- static_configs: [{targets: ['web.shop.svc:80']}]";
  const { files } = await testConversion(
    [workload, servicemonitor],
    [
      prometheus({
        additionalScrapeConfigs: { name: "more", key: "jobs" },
        additionalAlertManagerConfigs: { name: "more", key: "managers" },
      }),
      secret("more", { jobs, managers }),
      ...web(),
    ],
    { config: { replacements: [{ old: "old.example", new: "new.example" }] } },
  );
  const config = readConfig(files);
  const [{ targets }] = config.scrape_configs[0].static_configs;
  assertEquals(targets, ["web:8080", "new.example:443"]);
  const [{ static_configs }] = config.alerting.alertmanagers;
  assertEquals(static_configs, [{ targets: ["web.shop.svc:8080"] }]);
});

Deno.test("readAdditional() leaves out what needs the Kubernetes API", () => {
  const { found, said } = read(`
- job_name: pods
  kubernetes_sd_configs: [{role: pod}]
- job_name: both
  kubernetes_sd_configs: [{role: pod}]
  dns_sd_configs: [{names: [a]}]
`);
  assertEquals(found, [{ job_name: "both", dns_sd_configs: [{ names: ["a"] }] }]);
  assertEquals(said.length, 2);
});

Deno.test("readAdditional() leaves out what is no list of mappings, however much it would be", () => {
  const bomb = Array.from(
    { length: 9 },
    (_, level) =>
      `- &a${level} {x: [${Array(9).fill(level === 0 ? "y" : `*a${level - 1}`).join(", ")}]}`,
  ).join("\n");
  for (
    const content of ["a: b", "- a", "- {", "--- \n- a: 1\n---\n- b: 1", bomb, "[".repeat(9999)]
  ) {
    const { found, said } = read(content);
    assertEquals(found, []);
    assertEquals(said, ["bad-additional-config spec"], content.slice(0, 20));
  }
});

Deno.test("readAdditional() is silent when the key is empty", () => {
  assertEquals(read(""), { found: [], said: [] });
});
