import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { cronJob } from "./_testing.ts";
import { CronJobProvider, CronJobTransform } from "./mod.ts";

Deno.test("CronJobProvider hands pods on before workloads are converted", () => {
  const ctx = testContext([cronJob("clean")]);
  const provider = new CronJobProvider();
  assertEquals(provider.convert("CronJob", ctx.manifests.get("CronJob")!, ctx), { services: {} });
  assertEquals(provider.priority < 500, true);
  assertEquals(ctx.manifests.get("Job")?.length, 1);
});

Deno.test("CronJobProvider says so where nothing converts Jobs", () => {
  const ctx = { ...testContext([cronJob("clean")]), claimedKinds: new Set(["CronJob"]) };
  new CronJobProvider().convert("CronJob", ctx.manifests.get("CronJob")!, ctx);
  assertEquals(said(ctx), ["no-job-converter"]);
  assertEquals(ctx.manifests.get("Job"), undefined);
});

Deno.test("CronJobTransform changes nothing that is no CronJob's", () => {
  const ctx = testContext([]);
  const services = { web: { image: "example/web" } };
  new CronJobTransform().transform(services, [], ctx);
  assertEquals(services, { web: { image: "example/web" } });
});
