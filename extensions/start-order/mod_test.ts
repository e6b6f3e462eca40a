import { assertEquals, assertStringIncludes } from "@std/assert";
import type { ComposeService } from "@dekube/engine/pacts";
import { converted, orderOf, PROBE, service, waitsIn, workload } from "./_testing.ts";

const BEFORE = "pre-install,pre-upgrade";
const AFTER = "post-install";

Deno.test("transform() runs hooks before and after the workloads of a release, by weight and name", async () => {
  assertEquals(
    await orderOf(
      workload("web", { container: PROBE }),
      workload("worker"),
      workload("migrate", { hook: BEFORE, weight: 1 }),
      workload("create", { hook: BEFORE, weight: -1 }),
      workload("check", { hook: BEFORE, weight: 1 }),
      workload("seed", { hook: AFTER, weight: 2 }),
      workload("index", { hook: AFTER, weight: 10 }),
    ),
    {
      check: ["create completed"],
      migrate: ["check completed"],
      web: ["migrate completed"],
      worker: ["migrate completed"],
      seed: ["web healthy", "worker started"],
      index: ["seed completed"],
    },
  );
});

Deno.test("transform() leaves services alone when there are no hooks", async () => {
  assertEquals(await orderOf(workload("web"), workload("migrate", { kind: "Job" })), {});
});

Deno.test("transform() has all containers of a pod wait", async () => {
  const pod = {
    initContainers: [{ name: "a", image: "a" }, { name: "b", image: "b" }],
    containers: [{ name: "main", image: "m" }, { name: "log", image: "l" }],
  };
  const order = await orderOf(workload("web", { pod }), workload("migrate", { hook: BEFORE }));
  for (const name of ["web", "web-init-a", "web-init-b", "web-sidecar-log"]) {
    assertEquals(order[name].includes("migrate completed"), true, name);
  }
});

Deno.test("transform() takes a Job for complete when all of its containers are", async () => {
  const pod = {
    initContainers: [
      { name: "wait", image: "w" },
      { name: "proxy", image: "p", restartPolicy: "Always" },
    ],
    containers: [{ name: "main", image: "m" }, { name: "report", image: "r" }],
  };
  const order = await orderOf(workload("migrate", { hook: BEFORE, pod }), workload("web"));
  assertEquals(order.web, ["migrate completed", "migrate-sidecar-report completed"]);
});

Deno.test("transform() says which hook Helm would run a second time", async () => {
  const { diagnostics } = await converted([workload("both", { hook: `${BEFORE},${AFTER}` })]);
  assertEquals(diagnostics.map(({ code, severity }) => [code, severity]), [
    ["hook-once", "warning"],
  ]);
  assertStringIncludes(diagnostics[0].message, "docker compose run --rm both");
});

Deno.test("transform() has a hook after nothing but other hooks wait for those", async () => {
  assertEquals(
    await orderOf(workload("a", { hook: BEFORE }), workload("b", { hook: AFTER })),
    { b: ["a completed"] },
  );
});

Deno.test("transform() does not wait for the end of what never ends", async () => {
  const pod = { restartPolicy: "Always" };
  assertEquals(
    await orderOf(
      workload("proxy", { hook: BEFORE, kind: "Deployment" }),
      workload("keep", { hook: BEFORE, kind: "Pod", pod, weight: 1 }),
      workload("web"),
    ),
    { keep: ["proxy started"], web: ["keep started"] },
  );
});

Deno.test("transform() waits for the health of what a hook talks to, of all else that it is there", async () => {
  const initContainers = [{ name: "wait", image: "busybox" }];
  const manifests = [
    workload("minio", { container: PROBE }),
    service("minio"),
    workload("web", { container: PROBE }),
    service("web"),
    workload("worker", { container: PROBE, pod: { initContainers } }),
  ];
  const env = [{ name: "ENDPOINT", value: "http://minio.shop.svc:9000" }];
  const buckets = workload("buckets", { hook: AFTER, container: { env } });
  assertEquals((await orderOf(...manifests, buckets)).buckets, [
    "minio healthy",
    "web started",
    "worker-init-wait started",
  ]);
  const blind = workload("blind", { hook: AFTER });
  assertEquals((await orderOf(...manifests, blind)).blind, [
    "minio healthy",
    "web healthy",
    "worker healthy",
  ]);
});

Deno.test("transform() finds what a hook talks to in the ConfigMaps that it mounts", async () => {
  const script = {
    kind: "ConfigMap",
    metadata: { name: "script", namespace: "shop" },
    data: { "run.sh": "mc alias set s3 http://minio:9000" },
  };
  const pod = { volumes: [{ name: "script", configMap: { name: "script" } }] };
  const order = await orderOf(
    workload("minio", { container: PROBE }),
    service("minio"),
    workload("web", { container: PROBE }),
    script,
    workload("buckets", { hook: AFTER, pod }),
  );
  assertEquals(order.buckets, ["minio healthy", "web started"]);
});

Deno.test("transform() only waits for an init container when it may wait for the hook itself", async () => {
  const initContainers = [{ name: "migrations", image: "example/app" }];
  const app = { image: "example/app" };
  const order = await orderOf(
    workload("web", { container: { ...app, ...PROBE }, pod: { initContainers } }),
    workload("migrate", { hook: AFTER, container: app }),
  );
  assertEquals(order.migrate, ["web-init-migrations started"]);

  const tools = await orderOf(
    workload("web", {
      container: PROBE,
      pod: { initContainers: [{ name: "a", image: "busybox:1" }] },
    }),
    workload("check", { hook: AFTER, container: { image: "busybox:1" } }),
  );
  assertEquals(tools.check, ["web healthy"]);

  const shell = { image: "docker.io/library/busybox:1" };
  const general = await orderOf(
    workload("web", {
      container: { ...shell, ...PROBE },
      pod: { initContainers: [{ name: "a", ...shell }] },
    }),
    workload("check", { hook: AFTER, container: shell }),
  );
  assertEquals(general.check, ["web healthy"]);
});

Deno.test("transform() starts a database before the hook that needs it", async () => {
  const env = [{ name: "DB", value: "postgres://db:5432/shop" }];
  const order = await orderOf(
    workload("db", { container: { image: "postgres:17", ...PROBE } }),
    service("db"),
    workload("web", { container: { env } }),
    service("web"),
    workload("migrate", { hook: BEFORE, container: { env } }),
  );
  assertEquals(order, { migrate: ["db healthy"], web: ["migrate completed"] });
});

Deno.test("transform() says so when a hook would wait for what waits for it", async () => {
  const waiting = {
    name: "waiting",
    priority: 100,
    transform(services: Record<string, ComposeService>) {
      services.web.depends_on = { migrate: { condition: "service_completed_successfully" } };
    },
  };
  const { project, diagnostics } = await converted([
    workload("web"),
    workload("other"),
    workload("migrate", { hook: AFTER }),
  ], [waiting]);
  assertEquals(waitsIn(project.services), {
    web: ["migrate completed"],
    migrate: ["other started"],
  });
  assertEquals(diagnostics.map(({ severity, code }) => [severity, code]), [
    ["info", "start-order-circle"],
  ]);
  assertStringIncludes(diagnostics[0].message, '"migrate" would start after "web"');
});

Deno.test("transform() keeps hooks and runs of CronJobs apart", async () => {
  const nightly = {
    name: "nightly",
    priority: 100,
    transform(services: Record<string, ComposeService>) {
      services.nightly.profiles = ["cron"];
    },
  };
  const { project } = await converted([
    workload("nightly", { kind: "Job" }),
    workload("web"),
    workload("migrate", { hook: BEFORE }),
    workload("seed", { hook: AFTER }),
  ], [nightly]);
  assertEquals(waitsIn(project.services), { web: ["migrate completed"], seed: ["web started"] });
});
