import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { specOf } from "./_testing.ts";
import { CONTAINER } from "./pod_template.ts";
import { resourcesOf } from "./resources.ts";

Deno.test("resourcesOf() makes limits and requests of the spec", () => {
  const spec = specOf({
    resources: { limits: { cpu: "1500m", memory: "2Gi" }, requests: { memory: "512Mi", cpu: 0 } },
  });
  assertEquals(resourcesOf(spec, CONTAINER), {
    cpu_period: 100_000,
    cpu_quota: 150_000,
    deploy: { resources: { limits: { memory: "2g" }, reservations: { memory: "512m" } } },
  });
});

Deno.test("resourcesOf() takes those of the pod template when the spec has none", () => {
  const containers = [{ resources: { limits: { cpu: 1 } } }];
  const spec = specOf({ unsupported: { podTemplate: { spec: { containers } } } });
  assertEquals(resourcesOf(spec, CONTAINER), { deploy: { resources: { limits: { cpus: "1" } } } });
});

Deno.test("resourcesOf() says what is no quantity", () => {
  const ctx = testContext([]);
  const spec = specOf({ resources: { limits: { cpu: "lots", memory: {} }, requests: [] } }, ctx);
  assertEquals(resourcesOf(spec, CONTAINER), {});
  assertEquals(said(ctx), [
    "bad-field spec.resources.requests",
    "bad-quantity spec.resources.limits.cpu",
    "bad-quantity spec.resources.limits.memory",
  ]);
});
