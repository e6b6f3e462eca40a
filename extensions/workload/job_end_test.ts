import { assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import { workload } from "./_testing.ts";
import * as module from "./mod.ts";

const container = (name: string, more: object = {}) => ({ name, image: "example/x", ...more });
const proxy = container("proxy", { restartPolicy: "Always" });
const volumeMounts = [{ name: "dir", mountPath: "/dir" }];

/** What is said of a Job, or another workload, whose pod is this. */
async function saidOf(pod: object, { kind = "Job", others = [] as object[], config = {} } = {}) {
  const { diagnostics } = await testConversion(
    [module, ...others],
    [workload(kind, "load", { containers: [container("app")], ...pod })],
    { config },
  );
  return diagnostics.map(({ severity, code, resource, message }) =>
    `${severity} ${code} ${resource?.kind}/${resource?.name}: ${message}`
  );
}

Deno.test("sayWhatGoesOn() names a Job, its native sidecars and what stands for its pod", async () => {
  assertEquals(
    await saidOf({ initContainers: [proxy, container("wait"), { ...proxy, name: "agent" }] }),
    [
      "info job-goes-on Job/load: these services go on when the Job is done, since Compose stops none because another one " +
      "has ended: load-init-proxy, load-init-agent, load-pod. Stop with: docker compose stop load-init-proxy " +
      "load-init-agent load-pod",
    ],
  );
});

Deno.test("sayWhatGoesOn() names what stands for a pod without sidecars", async () => {
  assertEquals(
    await saidOf({
      initContainers: [container("fill", { volumeMounts })],
      volumes: [{ name: "dir", emptyDir: {} }],
    }),
    [
      "info job-goes-on Job/load: this service goes on when the Job is done, since Compose stops none because another one " +
      "has ended: load-pod. Stop with: docker compose stop load-pod",
    ],
  );
});

Deno.test("sayWhatGoesOn() says nothing of what ends by itself, or goes on in a cluster too", async () => {
  assertEquals(await saidOf({ initContainers: [container("wait")] }), []);
  assertEquals(await saidOf({ initContainers: [proxy] }, { kind: "Deployment" }), []);
  assertEquals(
    await saidOf({ initContainers: [proxy] }, { config: { exclude: ["load-init-proxy"] } }),
    [],
  );
});

Deno.test("sayWhatGoesOn() says nothing of sidecars that another extension takes away", async () => {
  const other = {
    name: "other",
    transform(services: Record<string, { depends_on?: unknown }>) {
      delete services["load-init-proxy"];
      delete services.load.depends_on;
    },
  };
  assertEquals(await saidOf({ initContainers: [proxy] }, { others: [other] }), []);
});

Deno.test("sayWhatGoesOn() says nothing of a Job that runs when it is asked to", async () => {
  const other = {
    name: "other",
    priority: 1700,
    transform(services: Record<string, { profiles?: string[] }>) {
      for (const service of Object.values(services)) service.profiles = ["by-hand"];
    },
  };
  assertEquals(await saidOf({ initContainers: [proxy] }, { others: [other] }), []);
});
