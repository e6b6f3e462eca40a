import { assertEquals } from "@std/assert";
import { Diagnostics } from "../diagnostics.ts";
import { composeResources } from "./resources.ts";

/** What becomes of resources, and what is said about which field. */
function converted(resources: unknown) {
  const diagnostics = new Diagnostics();
  const service = composeResources(resources, (field) => diagnostics.report(undefined, field));
  return { service, said: [...diagnostics].map(({ code, path }) => `${code} ${path}`) };
}

const limits = (limits: object) => converted({ limits }).service;

Deno.test("composeResources() limits up to one CPU by its share, which every machine has", () => {
  for (const [cpu, cpus] of [["10m", "0.01"], ["500m", "0.5"], [1, "1"], ["1000m", "1"]]) {
    assertEquals(limits({ cpu }), { deploy: { resources: { limits: { cpus } } } });
  }
});

Deno.test("composeResources() limits more than one CPU by a quota, which no machine is too small for", () => {
  assertEquals(limits({ cpu: "1001m" }), { cpu_period: 100_000, cpu_quota: 100_100 });
  assertEquals(limits({ cpu: "16", memory: "64Gi" }), {
    cpu_period: 100_000,
    cpu_quota: 1_600_000,
    deploy: { resources: { limits: { memory: "64g" } } },
  });
});

Deno.test("composeResources() limits nothing when the limit is above any machine", () => {
  assertEquals(converted({ limits: { cpu: "1E" } }), { service: {}, said: [] });
});

Deno.test("composeResources() raises limits to what Docker takes, and says so", () => {
  assertEquals(converted({ limits: { cpu: "5m", memory: "1Mi" } }), {
    service: { deploy: { resources: { limits: { cpus: "0.01", memory: "6m" } } } },
    said: ["raised-limit limits.cpu", "raised-limit limits.memory"],
  });
});

Deno.test("composeResources() guesses what was meant when memory is in thousandths", () => {
  const diagnostics = new Diagnostics();
  composeResources({ limits: { memory: "512m" } }, () => diagnostics.report());

  assertEquals(
    [...diagnostics][0].message,
    '"512m" is less than Docker takes, so the limit is 6 MiB: in Kubernetes "m" is a thousandth. Write "512Mi" for mebibytes',
  );
});

Deno.test("composeResources() reserves no more than the limit, which Docker would refuse", () => {
  const resources = { limits: { memory: "64Mi" }, requests: { memory: "1Gi", cpu: 4 } };
  assertEquals(converted(resources).service, {
    deploy: {
      resources: { limits: { memory: "64m" }, reservations: { cpus: "4", memory: "64m" } },
    },
  });
});

Deno.test("composeResources() reserves nothing when it is less than Docker takes", () => {
  assertEquals(converted({ requests: { memory: "1Mi" } }), { service: {}, said: [] });
});

Deno.test("composeResources() is empty when there is nothing, whatever a template made of it", () => {
  for (const nothing of [null, undefined, "text", [], { limits: null }, { limits: [1] }]) {
    assertEquals(converted(nothing), { service: {}, said: [] });
  }
});
