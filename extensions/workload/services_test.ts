import { assertEquals } from "@std/assert";
import { bare, convertOne, podOf, said, service, serviceOf, workload } from "./_testing.ts";

const container = (name: string, more: object = {}) => ({
  name,
  image: `example/${name}`,
  ...more,
});

Deno.test("workloadServices() names the first container after the workload, others as sidecars", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", { containers: [container("app"), container("log")] }),
  ]);
  assertEquals(Object.keys(services), ["web-pod", "web", "web-sidecar-log"]);
  assertEquals(services.web.image, "example/app");
  assertEquals(services["web-sidecar-log"], {
    image: "example/log",
    restart: "always",
    labels: {
      "dekube.io/kind": "Deployment",
      "dekube.io/namespace": "shop",
      "dekube.io/name": "web",
    },
    network_mode: "service:web-pod",
    ipc: "service:web-pod",
  });
});

Deno.test("workloadServices() chains init containers, and the main one waits for the last", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", {
      initContainers: [container("one"), container("two")],
      containers: [container("app")],
    }),
  ]);
  const completed = { condition: "service_completed_successfully" as const };
  // None of them shares anything: no service stands for the pod.
  assertEquals(Object.keys(services), ["web-init-one", "web-init-two", "web"]);
  assertEquals(services["web-init-one"].restart, "on-failure");
  assertEquals(services["web-init-one"].depends_on, undefined);
  assertEquals(services["web-init-two"].depends_on, { "web-init-one": completed });
  assertEquals(services.web.depends_on, { "web-init-two": completed });
});

Deno.test("workloadServices() starts an init container that always restarts in its place, for all behind it", async () => {
  const { services } = await convertOne([
    workload("Job", "web", {
      initContainers: [
        container("first"),
        container("proxy", { restartPolicy: "Always" }),
        container("wait"),
      ],
      containers: [container("app"), container("log")],
    }),
  ]);
  const waits = Object.fromEntries(
    Object.entries(services).map(([name, { depends_on }]) => [
      name,
      Object.entries(depends_on ?? {}).map(([other, { condition }]) => `${other} ${condition}`),
    ]),
  );
  const first = "web-init-first service_completed_successfully";
  const proxy = "web-init-proxy service_started";
  const behind = [proxy, "web-init-wait service_completed_successfully"];
  assertEquals(waits, {
    "web-pod": [],
    "web-init-first": [],
    "web-init-proxy": [first],
    "web-init-wait": [proxy, first],
    web: behind,
    "web-sidecar-log": behind,
  });
  assertEquals(services["web-init-proxy"].restart, "always");
  assertEquals(services["web-init-wait"].restart, "on-failure:6");
});

Deno.test("workloadServices() names what stands for a pod after its main service, wherever that name is free", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", { containers: [container("app"), container("log")] }),
    workload("StatefulSet", "web", podOf({})),
    workload("Deployment", "web-deployment-pod", podOf({})),
  ]);
  assertEquals(services["web-deployment-pod"].image, "example/app");
  assertEquals(
    services["web-deployment-sidecar-log"].network_mode,
    "service:web-deployment-pod-2",
  );
  assertEquals(services["web-deployment-pod-2"].image, "busybox:1.37-musl");
});

Deno.test("workloadServices() leaves out a container whose service is on exclude, and what it was needed for", async () => {
  const manifests = [
    workload("Deployment", "web", {
      initContainers: [container("one"), container("two"), container("three")],
      containers: [container("app"), container("log")],
    }),
  ];
  const { services } = await convertOne(manifests, {
    exclude: ["web-sidecar-*", "web-init-two"],
  });
  assertEquals(Object.keys(services), ["web-init-one", "web-init-three", "web"]);
  assertEquals(Object.keys(services["web-init-three"].depends_on!), ["web-init-one"]);
  assertEquals(services.web.network_mode, undefined);
});

Deno.test("workloadServices() keeps command, directory and terminal of a container", async () => {
  assertEquals(
    await serviceOf(podOf({
      command: ["sh", "-c"],
      args: ["echo $(NAME) $NAME $$(NAME) $(NONE)"],
      env: [{ name: "NAME", value: "x" }],
      workingDir: "/srv",
      stdin: true,
      tty: true,
    })),
    {
      entrypoint: ["sh", "-c"],
      // What Compose would read has its `$` doubled.
      command: ["echo x $$NAME $$(NAME) $$(NONE)"],
      environment: { NAME: "x" },
      working_dir: "/srv",
      stdin_open: true,
      tty: true,
    },
  );
});

Deno.test("workloadServices() says nothing of what a container does not say", async () => {
  assertEquals(
    await serviceOf(
      podOf({ command: [], args: null, env: [], stdin: false, tty: null, workingDir: "" }),
    ),
    {},
  );
});

const PULL_POLICIES = { Always: "always", IfNotPresent: "missing", Never: "never" };

for (const [imagePullPolicy, pull_policy] of Object.entries(PULL_POLICIES)) {
  Deno.test(`workloadServices() pulls ${pull_policy} when imagePullPolicy is ${imagePullPolicy}`, async () => {
    assertEquals(await serviceOf(podOf({ imagePullPolicy })), { pull_policy });
  });
}

Deno.test("workloadServices() leaves pulling to Compose when imagePullPolicy is none of them", async () => {
  for (const imagePullPolicy of [null, "", "Sometimes", "constructor"]) {
    assertEquals(await serviceOf(podOf({ imagePullPolicy })), {});
  }
});

Deno.test("workloadServices() says so when a container has no image", async () => {
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "web", podOf({ image: null })),
  ]);
  assertEquals(Object.keys(services), []);
  assertEquals(said({ diagnostics }), ["no-image containers[app].image"]);
});

Deno.test("workloadServices() gives each container the pod's grace period", async () => {
  const graceOf = async (terminationGracePeriodSeconds: unknown) => {
    const { services } = await convertOne([
      workload("Deployment", "web", {
        terminationGracePeriodSeconds,
        containers: [container("app"), container("log")],
      }),
    ]);
    return [services.web, services["web-sidecar-log"]].map((each) => each.stop_grace_period);
  };
  assertEquals(await graceOf(120), ["120s", "120s"]);
  assertEquals(await graceOf(0), ["0s", "0s"]);
  for (const none of [null, -1, "text"]) assertEquals(await graceOf(none), [undefined, undefined]);
});

Deno.test("workloadServices() has no probe and no hook for an init container", async () => {
  const exec = { exec: { command: ["x"] } };
  const { services } = await convertOne([
    workload("Deployment", "web", {
      initContainers: [container("wait", { readinessProbe: exec, lifecycle: { preStop: exec } })],
      containers: [container("app")],
    }),
  ]);
  assertEquals(bare(services["web-init-wait"]), {});
});

Deno.test("workloadServices() publishes ports where the pod's network is", async () => {
  const web = service("web", { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] });
  const portsOf = async (...containers: object[]) => {
    const { services } = await convertOne([workload("Deployment", "web", { containers }), web]);
    return Object.fromEntries(
      Object.entries(services).flatMap(([name, { ports }]) => ports ? [[name, ports]] : []),
    );
  };
  assertEquals(await portsOf(container("app")), { web: ["30080:80"] });
  assertEquals(await portsOf(container("app"), container("log")), { "web-pod": ["30080:80"] });
});
