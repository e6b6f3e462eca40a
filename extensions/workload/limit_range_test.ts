import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext, testConversion } from "@dekube/engine/testing";
import { podOf, said, workload } from "./_testing.ts";
import { applyLimitRanges } from "./limit_range.ts";
import * as extension from "./mod.ts";

function limitRange(...limits: unknown[]): object {
  return { kind: "LimitRange", metadata: { name: "range", namespace: "shop" }, spec: { limits } };
}

const CONTAINER = { type: "Container", default: { memory: "512Mi" } };

/** Resources of the container `app` of a Deployment, and why its pods would be kept out. */
function applied(resources: unknown, ...limits: unknown[]) {
  const ctx = testContext([]);
  const web = workload("Deployment", "web", podOf({ resources })) as Manifest;
  const result = applyLimitRanges([web, limitRange(...limits) as Manifest], ctx).get(web);
  const spec = result?.spec as { template: { spec: { containers: { resources: unknown }[] } } };
  return {
    resources: spec?.template.spec.containers[0].resources,
    refused: [...ctx.diagnostics].map(({ message }) => /cluster: (.*?)\. They/.exec(message)![1]),
  };
}

Deno.test("applyLimitRanges() gives a container that says nothing the defaults, limits filling requests", () => {
  const memory = "512Mi";
  assertEquals(applied(undefined, CONTAINER).resources, {
    limits: { memory },
    requests: { memory },
  });
  const both = { ...CONTAINER, defaultRequest: { memory: "128Mi", cpu: "100m" } };
  assertEquals(applied({ limits: null }, both).resources, {
    limits: { memory },
    requests: { memory: "128Mi", cpu: "100m" },
  });
});

Deno.test("applyLimitRanges() leaves what a container says", () => {
  const own = { limits: { memory: "1Gi" } };
  assertEquals(applied(own, CONTAINER).resources, undefined);
  const asked = { requests: { memory: "64Mi" } };
  assertEquals(applied(asked, CONTAINER).resources, {
    limits: { memory: "512Mi" },
    requests: { memory: "64Mi" },
  });
});

Deno.test("applyLimitRanges() takes the most for the default limit, and the least for the default request", () => {
  const range = { type: "Container", max: { cpu: 2 }, min: { cpu: "50m", memory: "64Mi" } };
  assertEquals(applied({}, range), {
    resources: { limits: { cpu: 2 }, requests: { cpu: 2, memory: "64Mi" } },
    refused: [],
  });
});

Deno.test("applyLimitRanges() takes the first of several defaults", () => {
  const second = { type: "Container", default: { memory: "1Gi", cpu: 1 }, defaultRequest: {} };
  assertEquals(applied({}, CONTAINER, null, second).resources, {
    limits: { memory: "512Mi", cpu: 1 },
    requests: { memory: "512Mi", cpu: 1 },
  });
});

Deno.test("applyLimitRanges() says of a pod that its cluster would not have it", () => {
  const container = { type: "Container", max: { memory: "1Gi" }, min: { memory: "64Mi" } };
  assertEquals(applied({ limits: { memory: "2Gi" } }, container).refused, [
    'the container "app" has more memory than 1Gi',
  ]);
  assertEquals(
    applied({ limits: { memory: "1Gi" }, requests: { memory: "1Mi" } }, container).refused,
    ['the container "app" has less memory than 64Mi'],
  );
  assertEquals(applied({}, { type: "Pod", max: { cpu: 1 } }).refused, [
    "the pod has no limit of cpu, of which 1 is the most",
  ]);
  assertEquals(applied({ limits: { cpu: 2 } }, { type: "Pod", max: { cpu: "1500m" } }).refused, [
    "the pod has more cpu than 1500m",
  ]);
  const odd = { constructor: 1 };
  assertEquals(applied({}, { type: "Pod", max: odd, min: odd }).refused, [
    "the pod has no limit of constructor, of which 1 is the most",
    "the pod has less constructor than 1",
  ]);
  assertEquals(applied({ limits: odd }, { type: "Pod", max: odd, min: odd }).refused, []);
  const ratio = { type: "Container", maxLimitRequestRatio: { cpu: "2" } };
  const withRequest = (cpu: number) => ({ limits: { cpu: 2 }, requests: { cpu } });
  assertEquals(applied(withRequest(1), ratio).refused, []);
  assertEquals(applied(withRequest(0.5), ratio).refused, [
    'the limit of cpu of the container "app" is more than 2 times its request',
  ]);
  assertEquals(applied({}, { type: "PersistentVolumeClaim", max: { storage: 1 } }), {
    resources: undefined,
    refused: [],
  });
});

Deno.test("applyLimitRanges() sums up containers, and takes the largest of init containers", () => {
  const ctx = testContext([]);
  const needs = (name: string, memory: string) => ({ name, resources: { limits: { memory } } });
  const pods = (inits: string) => ({
    initContainers: [needs("i", inits)],
    containers: [needs("a", "1Gi"), needs("b", "1Gi")],
  });
  const range = limitRange({ type: "Pod", max: { memory: "2Gi" } }) as Manifest;
  const check = (inits: string) =>
    applyLimitRanges([workload("Pod", inits, pods(inits)) as Manifest, range], ctx);
  check("2Gi");
  assertEquals(said(ctx), []);
  check("3Gi");
  assertEquals(said(ctx), ["not-admitted spec"]);
});

Deno.test("applyLimitRanges() reaches the pods of CronJobs, and no other namespace", () => {
  const job = { spec: { template: { spec: podOf({}) } } };
  const of = (kind: string, namespace: string, spec: object) =>
    ({ kind, metadata: { name: kind, namespace }, spec }) as Manifest;
  const cron = of("CronJob", "shop", { jobTemplate: job });
  const other = of("Pod", "staging", podOf({}));
  const foreign = { ...of("Job", "shop", job.spec), apiVersion: "batch.volcano.sh/v1alpha1" };
  const range = limitRange(CONTAINER) as Manifest;
  const result = applyLimitRanges([cron, other, foreign, range], testContext([]));
  assertEquals([...result.keys()], [cron]);
});

Deno.test("convert() limits containers as a LimitRange does, init containers and members of a set too", async () => {
  const { project: { services } } = await testConversion([extension], [
    workload("StatefulSet", "kv", {
      initContainers: [{ name: "wait", image: "i" }],
      containers: [{ name: "app", image: "a", args: ["--peer=kv-1.kv"] }],
    }, { replicas: 2, serviceName: "kv" }),
    limitRange(CONTAINER),
  ]);
  assertEquals(Object.keys(services), ["kv-0-init-wait", "kv-0", "kv-1-init-wait", "kv-1"]);
  for (const { deploy } of Object.values(services)) {
    assertEquals(deploy, {
      resources: { limits: { memory: "512m" }, reservations: { memory: "512m" } },
    });
  }
});
