import { assert, assertEquals } from "@std/assert";
import { problemsOf } from "../../tools/soundness.ts";
import { active, converted, cronJob } from "./_testing.ts";

const twoContainers = {
  restartPolicy: "OnFailure",
  initContainers: [
    { name: "wait", image: "example/wait" },
    { name: "proxy", image: "example/proxy", restartPolicy: "Always" },
  ],
  containers: [{ name: "app", image: "example/app" }, { name: "log", image: "example/log" }],
};

Deno.test("a CronJob becomes a service under the profile cron, run once", async () => {
  const config = {
    kind: "ConfigMap",
    metadata: { name: "conf", namespace: "shop" },
    data: { A: "1" },
  };
  const web = {
    kind: "Service",
    metadata: { name: "web", namespace: "shop" },
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
  };
  const { services, codes, crontab } = await converted([
    config,
    web,
    cronJob("clean", {
      pod: {
        containers: [{
          name: "app",
          image: "example/clean",
          args: ["--now"],
          env: [{ name: "URL", value: "http://web/" }],
          envFrom: [{ configMapRef: { name: "conf" } }],
          securityContext: { runAsUser: 1000 },
        }],
      },
    }),
  ]);
  assertEquals(services, {
    clean: {
      image: "example/clean",
      command: ["--now"],
      environment: { A: "1", URL: "http://web:8080/" },
      user: "1000",
      restart: "no",
      labels: {
        "dekube.io/kind": "CronJob",
        "dekube.io/namespace": "shop",
        "dekube.io/name": "clean",
      },
      profiles: ["cron"],
    },
  });
  assertEquals(codes, ["install-crontab", "unanswered-name"]);
  assertEquals(active(crontab), [
    "PROJECT_DIR=",
    '0 2 * * * cd "${PROJECT_DIR:?}" && docker compose run --rm -T clean',
  ]);
});

Deno.test("a CronJob's init containers and sidecars start with the run, under its profile", async () => {
  const { services, codes } = await converted([
    cronJob("job", { job: { backoffLimit: 2 }, pod: twoContainers }),
  ]);
  assertEquals(
    Object.fromEntries(
      Object.entries(services).map(([name, service]) => [name, [
        service.restart,
        service.network_mode,
        service.profiles,
      ]]),
    ),
    {
      "job-init-wait": ["on-failure:2", "service:job-pod", ["cron"]],
      "job-init-proxy": ["on-failure", "service:job-pod", ["cron"]],
      job: ["no", "service:job-pod", ["cron"]],
      "job-sidecar-log": ["on-failure:2", "service:job-pod", ["cron"]],
      "job-pod": ["no", undefined, ["cron"]],
    },
  );
  assertEquals(services.job.depends_on, {
    "job-init-proxy": { condition: "service_started" },
    "job-init-wait": { condition: "service_completed_successfully" },
    "job-sidecar-log": { condition: "service_started" },
  });
  for (const { labels } of Object.values(services)) {
    assertEquals(labels?.["dekube.io/kind"], "CronJob");
  }
  assertEquals(codes, [
    "no-retries spec.jobTemplate.spec.backoffLimit",
    "one-at-a-time spec.concurrencyPolicy",
    "install-crontab",
  ]);
});

Deno.test("containers that are tried no further have no restart policy", async () => {
  const { services } = await converted([
    cronJob("job", { job: { backoffLimit: 0 }, pod: twoContainers }),
  ]);
  assertEquals(services["job-init-wait"].restart, "no");
});

Deno.test("what fills an emptyDir runs with the CronJob, and only then", async () => {
  const volumeMounts = [{ name: "tmp", mountPath: "/tmp" }];
  const pod = {
    volumes: [{ name: "tmp", emptyDir: {} }],
    initContainers: [{ name: "gen", image: "gen", args: ["x"], volumeMounts }],
    containers: [{ name: "app", image: "app", volumeMounts }],
  };
  const { services, codes, crontab, files } = await converted([cronJob("job", { pod })]);
  assertEquals(Object.keys(services).sort(), ["job", "job-init-gen", "job-pod", "job-pod-fill"]);
  for (const name of ["job", "job-pod", "job-pod-fill"]) {
    assertEquals([services[name].restart, services[name].profiles], ["no", ["cron"]], name);
  }
  assertEquals(codes, ["one-at-a-time spec.concurrencyPolicy", "install-crontab"]);
  const others = "job-pod job-init-gen job-pod-fill";
  assert(active(crontab)[1].endsWith(" sh cron/job.sh"));
  const script = String(files.get("cron/job.sh")?.content);
  assert(script.includes(`docker compose rm --force --stop ${others} >/dev/null`), script);
  assertEquals(files.get("install-crontab.sh")?.mode, 0o755);
});

Deno.test("what a run leaves in the emptyDir of its one container is said to stay where it does", async () => {
  const kept = async (pod: object, config = {}) => {
    const volumeMounts = [{ name: "tmp", mountPath: "/tmp" }];
    const { codes } = await converted(
      [cronJob("job", {
        pod: {
          volumes: [{ name: "tmp", emptyDir: {} }],
          containers: [{ name: "app", image: "app", volumeMounts }],
          ...pod,
        },
      })],
      {},
      config,
    );
    return codes.filter((code) => code.startsWith("kept"));
  };
  assertEquals(await kept({}), ["kept-empty-dir spec.jobTemplate.spec.template.spec.volumes"]);
  assertEquals(await kept({ securityContext: { runAsUser: 0 } }), []);
  assertEquals(await kept({ volumes: [{ name: "tmp", emptyDir: { medium: "Memory" } }] }), []);
  assertEquals(await kept({}, { volumes: { "job-tmp": { driver: "local" } } }), []);
});

Deno.test("two CronJobs of one name, and a Deployment of that name, stay apart", async () => {
  const here = cronJob("job");
  const deployment = {
    kind: "Deployment",
    metadata: { name: "job", namespace: "shop" },
    spec: { template: { spec: { containers: [{ name: "a", image: "example/web" }] } } },
  };
  const there = { ...here, metadata: { name: "job", namespace: "bar" } };
  const { services, crontab } = await converted([here, there, deployment]);
  assertEquals(services.job.image, "example/web");
  assertEquals(services.job.profiles, undefined);
  assertEquals(Object.keys(services).sort(), ["job", "job-2", "job-3"]);
  assertEquals(services["job-3"].labels?.["dekube.io/namespace"], "bar");
  assertEquals(active(crontab).length, 3);
});

Deno.test("the warning about time zones names what keeps them", async () => {
  const { codes, crontab } = await converted([
    cronJob("job", { spec: { timeZone: "Europe/Paris" } }),
  ]);
  assertEquals(codes, ["install-crontab", "cron-time-zone spec.timeZone"]);
  assertEquals(active(crontab)[1], "CRON_TZ=Europe/Paris");
});

Deno.test("a Job that a CronJob made in the cluster does not start with the project", async () => {
  const containers = ["a", "b"].map((name) => ({ name, image: "example/job" }));
  const template = { spec: { containers } };
  const { services, codes } = await converted([cronJob("job"), {
    kind: "Job",
    metadata: {
      name: "job-28000",
      namespace: "shop",
      ownerReferences: [{ kind: "CronJob", name: "job" }],
    },
    spec: { template },
  }]);
  for (const name of ["job-28000", "job-28000-sidecar-b", "job-28000-pod"]) {
    assertEquals(services[name].profiles, ["cron"], name);
  }
  assert(codes.includes("past-run metadata.ownerReferences"));
});

Deno.test("without CronJobs there is no crontab", async () => {
  const { files, codes } = await converted([]);
  assertEquals([...files.entries()], []);
  assertEquals(codes, []);
});

Deno.test("CronJobs whose templates are broken do not keep others from running", async () => {
  const bare = (name: string, spec: unknown) => ({
    kind: "CronJob",
    metadata: { name, namespace: "shop" },
    spec,
  });
  const { services, codes } = await converted([
    bare("a", null),
    bare("b", { jobTemplate: { spec: { template: { spec: { containers: [null] } } } } }),
    bare("c", { schedule: 5, jobTemplate: [] }),
    cronJob("d"),
  ]);
  assertEquals(Object.keys(services), ["d"]);
  assertEquals(codes.filter((code) => code === "no-containers spec").length, 3);
});

Deno.test("with Ofelia a scheduler starts what it can, and cron the rest", async () => {
  const { services, codes, crontab } = await converted([
    cronJob("one"),
    cronJob("two", { pod: twoContainers }),
    cronJob("three", { spec: { suspend: true } }),
    cronJob("four", { job: { activeDeadlineSeconds: 5 }, spec: { concurrencyPolicy: "Replace" } }),
  ], { scheduler: "ofelia", image: "example/ofelia:1" });
  assertEquals(services.one.container_name, "demo-one");
  assertEquals(services.two.container_name, undefined);
  assertEquals(services.ofelia.image, "example/ofelia:1");
  assertEquals(services.ofelia.profiles, undefined);
  assertEquals(
    Object.keys(services.ofelia.labels ?? {}).filter((label) => label.endsWith(".schedule")),
    ["ofelia.job-run.one-1.schedule"],
  );
  assertEquals(codes, [
    "one-at-a-time spec.concurrencyPolicy",
    "not-for-ofelia spec",
    "suspended spec.suspend",
    "not-for-ofelia spec",
    "docker-socket",
    "create-containers",
    "install-crontab",
  ]);
  const lines = active(crontab);
  assertEquals(lines.length, 3);
  assert(lines[1].endsWith(" sh cron/two.sh"), lines[1]);
  assert(lines[2].endsWith(" sh cron/four.sh"), lines[2]);
});

Deno.test("with Ofelia and nothing for cron there is no crontab", async () => {
  const { files } = await converted([cronJob("one")], { scheduler: "ofelia" });
  assertEquals(files.has("crontab"), false);
});

Deno.test("a scheduler that nobody knows is the host's cron, and said", async () => {
  const { codes, crontab } = await converted([cronJob("one")], { scheduler: "systemd" });
  assertEquals(codes, ["bad-setting", "install-crontab"]);
  assertEquals(active(crontab).length, 2);
});

Deno.test("what CronJobs become is sound by the Compose Specification", async () => {
  for (const scheduler of ["crontab", "ofelia"]) {
    const { services, files } = await converted([
      cronJob("one", { spec: { timeZone: "UTC" } }),
      cronJob("two", { pod: { ...twoContainers, shareProcessNamespace: true } }),
    ], { scheduler });
    assertEquals(problemsOf({ name: "demo", services }, files), []);
  }
});
