import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import type { Manifest } from "@dekube/engine/pacts";
import { cronJob } from "./_testing.ts";
import { addRuns, findRuns, pastRuns } from "./runs.ts";

function runsOf(cronJobs: Manifest[], others: Manifest[] = [], exclude: string[] = []) {
  const ctx = testContext([...cronJobs, ...others], { config: { exclude } });
  addRuns(cronJobs, ctx);
  return { ctx, runs: findRuns(ctx) };
}

Deno.test("addRuns() adds a Job of the CronJob's name, with its template's labels", () => {
  const manifest = cronJob("clean");
  Object.assign((manifest.spec as { jobTemplate: object }).jobTemplate, {
    metadata: { name: "other", labels: { a: "b" }, annotations: { c: "d", e: null } },
  });
  const [{ workload }] = runsOf([manifest]).runs;
  assertEquals(workload.id, { kind: "Job", namespace: "shop", name: "clean" });
  assertEquals(workload.manifest.metadata.labels, { a: "b" });
  assertEquals(workload.manifest.metadata.annotations, { c: "d" });
  assertEquals(workload.pod.containers?.[0]?.image, "example/clean");
});

Deno.test("findRuns() gives each Job back to its CronJob, namespaces apart", () => {
  const here = cronJob("clean");
  const there = { ...here, metadata: { name: "clean", namespace: "bar" } };
  assertEquals(runsOf([here, there]).runs.map(({ manifest }) => manifest), [here, there]);
});

Deno.test("addRuns() leaves a Job of the same name alone", () => {
  const job = { ...cronJob("clean"), kind: "Job" };
  const { ctx, runs } = runsOf([cronJob("clean")], [job]);
  assertEquals(ctx.manifests.of("Job").map(({ metadata }) => metadata.name), [
    "clean",
    "clean-run",
  ]);
  assertEquals(runs.map(({ manifest }) => manifest.metadata.name), ["clean"]);
});

Deno.test("addRuns() adds none for a name on exclude", () => {
  assertEquals(runsOf([cronJob("clean")], [], ["cle*"]).ctx.manifests.of("Job"), []);
});

Deno.test("addRuns() survives a CronJob without a template", () => {
  const bare = (spec: unknown) => ({ kind: "CronJob", metadata: { name: "x" }, spec });
  for (const spec of [null, 3, {}, { jobTemplate: null }, { jobTemplate: { spec: [] } }]) {
    assertEquals(runsOf([bare(spec)]).runs, []);
  }
});

Deno.test("pastRuns() finds the Jobs that a controller made", () => {
  const job = { ...cronJob("clean-28000"), kind: "Job" };
  const template = { spec: { containers: [{ name: "a" }] } };
  const made = {
    ...job,
    metadata: {
      ...job.metadata,
      ownerReferences: [null, { apiVersion: "batch/v1", kind: "CronJob", name: "clean" }],
    },
    spec: { template },
  };
  const own = { kind: "Job", metadata: { name: "own" }, spec: { template } };
  const others = {
    ...made,
    metadata: {
      name: "others",
      ownerReferences: [{ apiVersion: "batch.volcano.sh/v1alpha1", kind: "CronJob", name: "x" }],
    },
  };
  const ctx = testContext([made, own, others]);
  assertEquals(pastRuns(ctx).map(({ id }) => id.name), ["clean-28000"]);
});
