import { assertEquals } from "@std/assert";
import { said, testContext, testConversion } from "@dekube/engine/testing";
import { cronJob } from "./_testing.ts";
import * as cronjob from "./mod.ts";
import { CronJobProvider, CronJobTransform } from "./mod.ts";

Deno.test("CronJobProvider hands pods on before workloads are converted", () => {
  const ctx = testContext([cronJob("clean")]);
  const provider = new CronJobProvider();
  assertEquals(provider.convert("CronJob", ctx.manifests.of("CronJob"), ctx), { services: {} });
  assertEquals(provider.priority < 500, true);
  assertEquals(ctx.manifests.of("Job").length, 1);
});

Deno.test("CronJobProvider says so where nothing converts Jobs", async () => {
  const conversion = await testConversion([cronjob], [cronJob("clean")]);
  assertEquals(said(conversion), ["no-job-converter"]);
  assertEquals(conversion.project.services, {});
});

Deno.test("CronJobTransform changes nothing that is no CronJob's", () => {
  const ctx = testContext([]);
  const services = { web: { image: "example/web" } };
  new CronJobTransform().transform(services, [], ctx);
  assertEquals(services, { web: { image: "example/web" } });
});
