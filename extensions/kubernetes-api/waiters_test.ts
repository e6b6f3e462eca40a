import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Config } from "@dekube/engine/pacts";
import { convertAll, kubectl, object, PROBE, workload } from "./_testing.ts";

/** What a workload with an init container waits for. */
async function waits(line: string, others: readonly object[] = []) {
  const web = workload("web", { initContainers: [kubectl("wait", line)] });
  const { services, said, messages } = await convertAll([web, ...others]);
  const order = Object.entries(services.web.depends_on ?? {}).map(([name, { condition }]) =>
    `${name} ${condition.split("_")[1]}`
  );
  return { order, said, messages, names: Object.keys(services) };
}

const LEFT = ["info api-wait web initContainers[wait]"];
const DB = workload("db", { containers: [{ name: "main", image: "db", ...PROBE }] }, "StatefulSet");
const MIGRATE = workload("migrate", {}, "Job");

for (
  const [line, others, order] of [
    ["wait --for=condition=complete job/migrate", [MIGRATE], ["migrate completed"]],
    ["wait --for=condition=Ready pod -l app=db", [DB], ["db healthy"]],
    ["wait --for=condition=Ready pod/db-0", [DB], ["db healthy"]],
    ["rollout status sts/db", [DB], ["db healthy"]],
    ["rollout status deploy/api", [workload("api")], ["api started"]],
    ["get job/migrate sts/db", [DB, MIGRATE], ["migrate completed", "db healthy"]],
    [
      "get endpoints database",
      [DB, object("Service", "database", { spec: { selector: { app: "db" } } })],
      ["db healthy"],
    ],
    ["get secret login", [object("Secret", "login")], []],
    ["get crd widgets.example.com", [], []],
    ["wait --for=delete pod/old", [], []],
  ] as const
) {
  Deno.test(`convert() waits for what "kubectl ${line}" waits for`, async () => {
    const outcome = await waits(line, others);
    assertEquals([outcome.order, outcome.said], [[...order], LEFT]);
    assertEquals(outcome.names.includes("web-init-wait"), false);
  });
}

for (
  const [selector, order] of [
    ["app in (db,cache)", ["cache started", "db healthy"]],
    ["app in (cache),!x", ["cache started"]],
    ["app notin (web,db)", ["cache started"]],
    ["app!=web,app", ["cache started", "db healthy"]],
  ] as const
) {
  Deno.test(`convert() waits for pods with ${selector}`, async () => {
    const args = ["wait", "--for=condition=Ready", "pod", "-l", selector];
    const wait = { name: "wait", image: "bitnami/kubectl", args };
    const { services, said } = await convertAll([
      workload("web", { initContainers: [wait] }),
      workload("cache"),
      DB,
    ]);
    const waits = Object.entries(services.web.depends_on ?? {}).map(([name, { condition }]) =>
      `${name} ${condition.split("_")[1]}`
    );
    assertEquals([waits, said], [[...order], LEFT]);
  });
}

Deno.test("convert() says in one line what the init containers of a workload wait for, and what is nothing", async () => {
  const lines = [
    "rollout status sts/db",
    "wait --for=delete job/old",
    "get sts/db",
    "get crd a.b.c",
  ];
  const { said, messages } = await convertAll([
    workload("web", { initContainers: lines.map((line, i) => kubectl(`w${i}`, line)) }),
    DB,
  ]);
  assertEquals(said, ["info api-wait web initContainers"]);
  for (
    const part of [
      '"w0", "w1", "w2" and "w3"',
      'waits for statefulset/db by "depends_on"',
      "nothing to wait for in place of job/old and customresourcedefinition/a.b.c",
    ]
  ) assertStringIncludes(messages[0], part);
  const alone = await waits("wait --for=delete job/old");
  assertStringIncludes(
    alone.messages[0],
    "left out, and there is nothing to wait for in place of job/old",
  );
});

Deno.test("convert() waits for all containers of a Job", async () => {
  const containers = ["main", "report"].map((name) => ({ name, image: name }));
  const { order } = await waits("wait --for=condition=complete job/load", [
    workload("load", { containers }, "Job"),
  ]);
  assertEquals(order, ["load completed", "load-sidecar-report completed"]);
});

for (
  const [line, other] of [["rollout status deploy/gone", "deployment/gone"], [
    "get job gone",
    "job/gone",
  ]]
) {
  Deno.test(`convert() warns when nothing is what "kubectl ${line}" waits for`, async () => {
    const { order, said, messages } = await waits(line);
    assertEquals([order, said], [[], ["warning api-init-container web initContainers[wait]"]]);
    assertStringIncludes(messages[0], `nothing here is ${other}`);
  });
}

for (
  const line of [
    "wait --for=condition=ready pods --all",
    "wait --for=condition=complete -f jobs.yaml",
    "get pods",
  ]
) {
  Deno.test(`convert() warns that "kubectl ${line}" does not say what to wait for, and changes nothing`, async () => {
    const { said, messages } = await waits(line, [DB]);
    assertEquals(said, ["warning api-init-container web initContainers[wait]"]);
    assertStringIncludes(messages[0], "has neither name nor label there");
    assertEquals(messages[0].includes("would change"), false);
  });
}

Deno.test("convert() leaves an init container out that would change things there, and warns", async () => {
  const { said, messages } = await waits("delete pod web-0");
  assertEquals(said, ["warning api-init-container web initContainers[wait]"]);
  assertStringIncludes(messages[0], "kubectl delete pod");
  assertStringIncludes(messages[0], "what it would change there does not happen");
});

Deno.test("convert() keeps an init container that does other things too, and names it", async () => {
  const command = ["sh", "-c", "kubectl get secret a -o json >/work/a && chmod 600 /work/a"];
  const { services, said, messages } = await convertAll([
    workload("web", { initContainers: [{ name: "copy", image: "bitnami/kubectl", command }] }),
  ]);
  assertEquals(Object.keys(services).sort(), ["web", "web-init-copy"]);
  assertEquals(said, ["warning needs-api web"]);
  assertStringIncludes(messages[0], 'the container "copy" runs kubectl get');
});

Deno.test("convert() has all containers of a pod wait, in the namespace that is meant", async () => {
  const db = workload("db") as { metadata: { namespace: string } };
  db.metadata.namespace = "data";
  const { services } = await convertAll([
    db,
    workload("web", {
      initContainers: [kubectl("wait", "-n data rollout status deploy/db"), {
        name: "b",
        image: "b",
      }],
      containers: [{ name: "main", image: "m" }, { name: "log", image: "l" }],
    }),
  ]);
  for (const name of ["web", "web-init-b", "web-sidecar-log"]) {
    assertEquals(services[name].depends_on?.db, { condition: "service_started" }, name);
  }
});

Deno.test("convert() warns when two would wait for each other", async () => {
  const { services, said } = await convertAll([
    workload("a", { initContainers: [kubectl("wait", "rollout status deploy/b")] }),
    workload("b", { initContainers: [kubectl("wait", "rollout status deploy/a")] }),
  ]);
  assertEquals([services.a.depends_on, services.b.depends_on], [
    { b: { condition: "service_started" } },
    undefined,
  ]);
  assertEquals(said.at(-1), "warning waits-in-a-circle b initContainers[wait]");
});

Deno.test("convert() makes the first container that is left the main one", async () => {
  const { services, said } = await convertAll([
    workload("web", {
      containers: [kubectl("label", "label pod web x=y"), { name: "app", image: "app" }],
    }),
  ]);
  assertEquals(Object.entries(services).map(([name, { image }]) => [name, image]), [[
    "web",
    "app",
  ]]);
  assertEquals(said, ["warning api-sidecar web containers[label]"]);
});

Deno.test("convert() keeps a server that only talks to the API, and names it", async () => {
  const { services, said } = await convertAll([
    workload("proxy", { containers: [kubectl("p", "proxy")] }),
  ]);
  assertEquals(Object.keys(services), ["proxy"]);
  assertEquals(said, ["warning needs-api proxy"]);
});

Deno.test("convert() says that it waits only where it does: not for itself, nor in a circle", async () => {
  const itself = await waits("rollout status deploy/web");
  assertEquals(itself.order, []);
  assertStringIncludes(
    itself.messages[0],
    "is left out, and it does not wait for deployment/web, since",
  );
  const there = await waits("get secret login", [object("Secret", "login")]);
  assertStringIncludes(there.messages[0], "there is nothing to wait for in place of secret/login");
  const circle = await waits("wait --for=condition=complete job/migrate", [
    workload("migrate", { initContainers: [kubectl("back", "rollout status deploy/web")] }, "Job"),
  ]);
  assertEquals(circle.order, ["migrate completed"]);
  assertEquals(
    circle.messages.map((message) => message.includes("depends_on")),
    [true, false, false],
  );
});

Deno.test("convert() says nothing of waits that the user has taken away", async () => {
  const web = workload("web", {
    initContainers: [kubectl("wait", "get job/migrate sts/db")],
  });
  const said = async (overrides: Config["overrides"]) => {
    const { messages } = await convertAll([web, DB, MIGRATE], { overrides });
    return /left out(.*)$/.exec(messages[0])?.[1];
  };
  assertEquals(
    await said({}),
    ', and the workload waits for job/migrate and statefulset/db by "depends_on"',
  );
  for (const migrate of [{ profiles: ["once"] }, null]) {
    assertEquals(
      await said({ migrate }),
      ', and the workload waits for statefulset/db by "depends_on"',
    );
  }
  assertEquals(await said({ web: { depends_on: null } }), "");
});
