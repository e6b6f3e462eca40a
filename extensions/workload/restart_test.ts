import { assertEquals } from "@std/assert";
import { type ContainerRole, workloadOf } from "@dekube/engine/pacts/kubernetes";
import { restartOf } from "./restart.ts";

function restart(kind: string, spec: object = {}, role: ContainerRole = "main"): string {
  const manifest = { kind, metadata: { name: "x" }, spec: { template: {}, ...spec } };
  return restartOf(role, workloadOf(manifest)!);
}

Deno.test("restartOf() tries a Job as often as backoffLimit says, whatever its pod says", () => {
  for (const restartPolicy of ["Never", "OnFailure"]) {
    const template = { spec: { restartPolicy } };
    assertEquals(restart("Job", { template, backoffLimit: 2 }), "on-failure:2");
    assertEquals(restart("Job", { template, backoffLimit: 0 }), "no");
    assertEquals(restart("Job", { template, backoffLimit: "4" }), "on-failure:4");
    assertEquals(restart("Job", { template }), "on-failure:6");
    assertEquals(restart("Job", { template, backoffLimit: null }), "on-failure:6");
    assertEquals(restart("Job", { template, backoffLimit: "many" }), "on-failure:6");
  }
});

Deno.test("restartOf() takes an Indexed Job's limit for each index, since there is one", () => {
  assertEquals(restart("Job", { backoffLimitPerIndex: 1, backoffLimit: 100 }), "on-failure:1");
  assertEquals(restart("Job", { backoffLimitPerIndex: 0 }), "no");
});

Deno.test("restartOf() tries the init containers and sidecars of a Job as often as the Job", () => {
  assertEquals(restart("Job", { backoffLimit: 0 }, "init"), "no");
  assertEquals(restart("Job", { backoffLimit: 3 }, "sidecar"), "on-failure:3");
  assertEquals(restart("Job", { backoffLimit: 0 }, "native-sidecar"), "always");
});

Deno.test("restartOf() restarts an init container until it has succeeded, unless its pod fails with it", () => {
  assertEquals(restart("Deployment", {}, "init"), "on-failure");
  assertEquals(restart("Pod", {}, "init"), "on-failure");
  assertEquals(restart("Pod", { restartPolicy: "OnFailure" }, "init"), "on-failure");
  assertEquals(restart("Pod", { restartPolicy: "Never" }, "init"), "no");
});
