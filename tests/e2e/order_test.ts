/**
 * Things start in the order in which a cluster would have them, and Jobs are tried as often as they say.
 *
 * @module
 */

import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { dirname, join } from "@std/path";
import { client, data, service, SOON, stream, workload } from "./_manifests.ts";
import { e2e, setting } from "./_setting.ts";
import { shared, Stack } from "./_stack.ts";

type Json = Record<string, unknown>;

const needs = ["docker"];

/** A pod that mounts the claim `log`, in which each container writes down that it has its turn. */
const LOG = { volumes: [{ name: "log", persistentVolumeClaim: { claimName: "log" } }] };

/** A container that runs some lines of shell, with the log at hand. */
function shell(script: string, more: Json = {}): Json {
  return {
    command: ["sh", "-c", script],
    volumeMounts: [{ name: "log", mountPath: "/log" }],
    ...more,
  };
}

/** A Job that says when it begins and when it has ended. */
function job(
  id: string,
  { annotations = {}, seconds = 1 }: { annotations?: Json; seconds?: number } = {},
): Json {
  const name = id.split("/")[1];
  const script = `echo ${name} begins >>/log/log; sleep ${seconds}; echo ${name} ends >>/log/log`;
  const made = workload(id, {
    kind: "Job",
    container: shell(script),
    pod: { ...LOG, restartPolicy: "Never" },
  });
  return { ...made, metadata: { ...made.metadata as Json, annotations } };
}

function hook(moment: string, weight: number): Json {
  return { "helm.sh/hook": moment, "helm.sh/hook-weight": String(weight) };
}

/** A server that says when it begins, and is ready a while later. */
function server(id: string, more: Json = {}): Json {
  const name = id.split("/")[1];
  return workload(id, {
    container: shell(
      `echo ${name} begins >>/log/log; sleep 2; echo ${name} is ready >>/log/log; touch /ready; exec sleep 100000`,
      {
        readinessProbe: {
          exec: { command: ["test", "-e", "/ready"] },
          ...SOON,
        },
      },
    ),
    pod: { ...LOG, ...more },
  });
}

/** The lines of the log, once there are so many. */
async function logOf(stack: Stack, count: number): Promise<string[]> {
  return await stack.eventually(
    async () => (await Deno.readTextFile(join(stack.dir, "data/log/log"))).trim().split("\n"),
    ({ length }) => length >= count,
  );
}

const hooks = shared({
  name: "hooks",
  manifests: stream(
    server("hooks/web"),
    job("hooks/second", { annotations: hook("pre-install,pre-upgrade", 1) }),
    job("hooks/first", { annotations: hook("pre-install", -1) }),
    job("hooks/last", { annotations: hook("post-install", 10) }),
    job("hooks/next", { annotations: hook("post-install,post-upgrade", 2) }),
    job("hooks/wipe", { annotations: hook("pre-delete", 0) }),
    job("hooks/upgrade", { annotations: hook("pre-upgrade", 0) }),
  ),
});

e2e(
  "hooks run before and after their release, by weight, and those of an upgrade never",
  { needs },
  async () => {
    assertEquals(await logOf(await hooks(), 10), [
      "first begins",
      "first ends",
      "second begins",
      "second ends",
      "web begins",
      "web is ready",
      "next begins",
      "next ends",
      "last begins",
      "last ends",
    ]);
  },
);

const waits = shared({
  name: "waits",
  manifests: stream(
    server("waits/db"),
    service("waits/db"),
    job("waits/migrate", { seconds: 3 }),
    workload("waits/web", {
      container: shell("echo web begins >>/log/log; exec sleep 100000"),
      pod: {
        ...LOG,
        initContainers: [
          {
            name: "job",
            image: "example/kubectl:1",
            command: ["kubectl", "wait", "--for=condition=complete", "job/migrate"],
          },
          { name: "db", image: "groundnuty/k8s-wait-for:v2.0", args: ["service", "db"] },
        ],
      },
    }),
  ),
});

e2e(
  "a workload starts when what its init containers asked the API about is there",
  { needs },
  async () => {
    const stack = await waits();
    const log = await logOf(stack, 5);
    const place = (line: string) => {
      assert(log.includes(line), `${line} in ${log.join()}`);
      return log.indexOf(line);
    };

    assert(place("web begins") > place("migrate ends"), log.join());
    assert(place("web begins") > place("db is ready"), log.join());
    assertEquals(Object.keys(stack.compose.services).filter((name) => name.includes("-init-")), []);
  },
);

const tries = shared({
  name: "tries",
  manifests: stream(
    ...[["never", 0, "Never"], ["twice", 2, "Never"], ["thrice", 3, "OnFailure"]].map((
      [name, backoffLimit, restartPolicy],
    ) =>
      workload(`tries/${name}`, {
        kind: "Job",
        container: { command: ["sh", "-c", "exit 3"] },
        pod: { restartPolicy },
        spec: { backoffLimit },
      })
    ),
    workload("tries/indexed", {
      kind: "Job",
      container: { command: ["sh", "-c", 'test "$JOB_COMPLETION_INDEX" = 0'] },
      pod: { restartPolicy: "Never" },
      spec: { completions: 3, completionMode: "Indexed", backoffLimit: 0 },
    }),
    workload("tries/later", { kind: "Job", spec: { suspend: true } }),
    client("tries/web"),
    service("tries/web"),
    workload("tries/web", {
      kind: "Job",
      labels: { app: "web" },
      container: { command: ["true"] },
    }),
    client("tries/client"),
  ),
});

for (const [name, count] of [["never", 0], ["twice", 2], ["thrice", 3]] as const) {
  e2e(
    `a Job that fails is tried again ${count} times when its backoffLimit says so`,
    { needs },
    async () => {
      const stack = await tries();
      const { RestartCount, State } = await stack.eventually(
        () => stack.inspect(name),
        ({ RestartCount, State }) => State.Status === "exited" && RestartCount === count,
      );

      assertEquals([RestartCount, State.ExitCode], [count, 3]);
    },
  );
}

e2e(
  "an Indexed Job runs as the first of its pods, and a suspended one not at all",
  { needs },
  async () => {
    const stack = await tries();
    const { State } = await stack.eventually(
      () => stack.inspect("indexed"),
      ({ State }) => State.Status === "exited",
    );

    assertEquals(State.ExitCode, 0);
    assertEquals(Object.hasOwn(stack.compose.services, "later"), false);
  },
);

e2e(
  "a Service leads to the server, whatever Job bears its name and labels",
  { needs },
  async () => {
    const stack = await tries();
    const { NetworkSettings } = await stack.inspect("web");
    const [{ IPAddress }] = Object.values<{ IPAddress: string }>(NetworkSettings.Networks);

    for (const name of ["web", "web.tries.svc.cluster.local"]) {
      const answer = await stack.sh("client", `nslookup ${name} 127.0.0.11 || true`);
      assertStringIncludes(answer, IPAddress);
    }
  },
);

const dashboards = shared({
  name: "dashboards",
  manifests: stream(
    workload("dashboards/grafana", {
      pod: {
        containers: [
          {
            name: "sidecar",
            image: "quay.io/kiwigrid/k8s-sidecar:1.30.0",
            env: [
              { name: "LABEL", value: "grafana_dashboard" },
              { name: "FOLDER", value: "/tmp/dashboards" },
              { name: "NAMESPACE", value: "ALL" },
            ],
            volumeMounts: [{ name: "dashboards", mountPath: "/tmp/dashboards" }],
          },
          {
            name: "grafana",
            image: "example/tools:1",
            command: ["httpd", "-f", "-p", "3000", "-h", "/tmp/dashboards"],
            volumeMounts: [{ name: "dashboards", mountPath: "/tmp/dashboards" }],
          },
        ],
        volumes: [{ name: "dashboards", emptyDir: {} }],
      },
    }),
    service("dashboards/grafana", { targetPort: 3000 }),
    ...["dashboards/web", "elsewhere/db"].map((id) => {
      const made = data("ConfigMap", id, { data: { [`${id.split("/")[1]}.json`]: `of ${id}` } });
      return {
        ...made,
        metadata: { ...made.metadata as Json, labels: { grafana_dashboard: "1" } },
      };
    }),
    client("dashboards/client"),
  ),
});

e2e("a Grafana finds the dashboards that its sidecar would collect, and answers to its name", {
  needs,
}, async () => {
  const stack = await dashboards();
  const fetch = (path: string) =>
    stack.eventually(
      () => stack.sh("client", `wget -q -O - http://grafana:3000/${path}`),
      (text) => text !== "",
    );

  assertEquals(await fetch("web.json"), "of dashboards/web");
  assertEquals(await fetch("db.json"), "of elsewhere/db");
  assertEquals(Object.keys(stack.compose.services), ["client", "grafana"]);
});

e2e("a release of a helmfile starts when those that it needs are ready", {
  needs: ["docker", "helm", "helmfile"],
}, async () => {
  const dir = join(setting!.dir, "needs-input");
  const write = async (path: string, text: string) => {
    await Deno.mkdir(dirname(join(dir, path)), { recursive: true });
    await Deno.writeTextFile(join(dir, path), text);
  };
  const template = (manifest: Json) =>
    JSON.stringify(manifest).replaceAll("NAME", "{{ .Release.Name }}");
  await write("chart/Chart.yaml", "apiVersion: v2\nname: chart\nversion: 1.0.0\n");
  await write("chart/templates/server.yaml", template(server("needs/NAME")));
  await write(
    "chart/templates/job.yaml",
    template(job("needs/NAME-seed", { annotations: hook("post-install", 0) })),
  );
  await write(
    "helmfile.yaml",
    `releases:
- {name: web, namespace: needs, chart: ./chart, needs: [needs/db]}
- {name: db, namespace: needs, chart: ./chart}
`,
  );
  const stack = await Stack.up({ name: "needs", manifests: ["--helmfile-dir", dir] });

  assertEquals(await logOf(stack, 8), [
    "db begins",
    "db is ready",
    "db-seed begins",
    "db-seed ends",
    "web begins",
    "web is ready",
    "web-seed begins",
    "web-seed ends",
  ]);
});
