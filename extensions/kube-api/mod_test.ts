import { assert, assertEquals, assertFalse, assertMatch, assertStringIncludes } from "@std/assert";
import { type Mapping, mapping } from "@dekube/engine/pacts";
import { converted, object, rights, workloadOf } from "./_testing.ts";

const TARGET = "/var/run/secrets/kubernetes.io/serviceaccount";
const OWN = ["kube-api", "kube-api-controllers", "kube-api-objects", "kube-api-status"];

/** Whether a service has a token, and whose folder that is. */
function tokenOf(service: { volumes?: unknown[] }): string | undefined {
  const found = (service.volumes ?? []).map(String).find((one) => one.includes(TARGET));
  return found?.replace(/:.*/, "").replace("./secrets/.kube-api-accounts/", "");
}

Deno.test("transform() adds nothing unless the user asks for it", async () => {
  for (const settings of [{}, { mode: "off" }, { enabled: false, mode: "on" }]) {
    const { services, paths, codes } = await converted([workloadOf("web")], settings);
    assertEquals(Object.keys(services), ["web"]);
    assertEquals(services.web.environment, undefined);
    assertEquals(paths.filter((path) => path.includes("kube-api")), []);
    assertFalse(codes.includes("api-server"));
  }
});

Deno.test("transform() adds the API where it is turned on by its name, or by its mode", async () => {
  for (const settings of [{ enabled: true }, { mode: "on" }]) {
    const { services, volumes } = await converted([workloadOf("web")], settings);
    assertEquals(
      Object.keys(services).filter((name) => name.startsWith("kube-api")).sort(),
      [...OWN, "kube-api-store"],
    );
    assert("kube-api" in volumes);
  }
  const { services } = await converted([workloadOf("web")], { enabled: true, mode: "off" });
  assertEquals(Object.keys(services), ["web"]);
});

Deno.test("transform() adds the API with auto where something can't do without, and only there", async () => {
  const mode = { mode: "auto" };
  const web = workloadOf("web", { serviceAccountName: "web" });
  const served = await converted([web, ...rights("web", ["update"], ["configmaps"])], mode);
  assert("kube-api" in served.services);
  assertFalse(served.codes.includes("needs-api"));

  const wait = { name: "wait", image: "bitnami/kubectl", args: ["wait", "deploy/db"] };
  const waiting = workloadOf("web", { initContainers: [wait] });
  const kept = await converted([waiting, workloadOf("db")], mode);
  assertEquals(Object.keys(kept.services).sort(), ["db", "web"]);
});

Deno.test("what asks the API stays where it is there, and starts when its objects are", async () => {
  const wait = { name: "wait", image: "bitnami/kubectl", args: ["wait", "deploy/db"] };
  const job = workloadOf("make", {
    restartPolicy: "Never",
    containers: [{
      name: "k",
      image: "bitnami/kubectl",
      args: ["create", "secret", "generic", "x"],
    }],
  }, "Job");
  const { services, codes } = await converted([
    workloadOf("web", { initContainers: [wait] }),
    workloadOf("db"),
    job,
  ]);
  for (const name of ["web", "web-init-wait", "make"]) {
    assertEquals(services[name].depends_on?.["kube-api-objects"], {
      condition: "service_completed_successfully",
    }, name);
  }
  assertEquals(services.db.depends_on, undefined);
  assertEquals(codes.filter((code) => code.startsWith("api-") || code === "needs-api"), [
    "api-server",
  ]);
});

Deno.test("a Secret that a Job writes is said to come with the next conversion for who mounts it", async () => {
  const args = ["create", "secret", "generic", "made", "--from-literal=a=b"];
  const { codes, diagnostics } = await converted([
    workloadOf("make", {
      restartPolicy: "Never",
      containers: [{ name: "k", image: "bitnami/kubectl", args }],
    }, "Job"),
    workloadOf("web", {
      containers: [{
        name: "web",
        image: "web",
        env: [{ name: "A", valueFrom: { secretKeyRef: { name: "made", key: "a" } } }],
      }],
    }),
  ]);
  assert(codes.includes("secret-of-job"));
  assertStringIncludes(
    diagnostics.find(({ code }) => code === "secret-of-job")!.message,
    "from the next conversion on",
  );
});

Deno.test("containers get the files of their account, and the address", async () => {
  const { services, file } = await converted([
    workloadOf("web", { serviceAccountName: "web", initContainers: [{ name: "i", image: "i" }] }),
    workloadOf("plain"),
    workloadOf("none", { automountServiceAccountToken: false }),
    workloadOf("quoted", { automountServiceAccountToken: "false" }),
    workloadOf("hidden", {
      volumes: [{ name: "nothing", emptyDir: {} }],
      containers: [{
        name: "main",
        image: "example/hidden",
        volumeMounts: [{ name: "nothing", mountPath: `${TARGET}/` }],
      }],
    }),
    object("ServiceAccount", "closed", { automountServiceAccountToken: false }),
    workloadOf("closed", { serviceAccountName: "closed" }),
    workloadOf("asks", { serviceAccountName: "closed", automountServiceAccountToken: true }),
  ]);
  assertEquals(
    ["web", "web-init-i", "plain", "asks"].map((name) => tokenOf(services[name])),
    ["shop/web", "shop/web", "shop/default", "shop/closed"],
  );
  assertEquals(
    ["none", "quoted", "hidden", "closed"].filter((name) => tokenOf(services[name])),
    [],
  );
  const folder = "secrets/.kube-api-accounts/shop/web";
  assertMatch(file(`${folder}/token`), /^[A-Za-z0-9]{48}$/);
  assertMatch(file(`${folder}/ca.crt`), /^-----BEGIN CERTIFICATE-----/);
  assertEquals(file(`${folder}/namespace`), "shop");
  assertEquals(services.web.environment?.KUBERNETES_SERVICE_HOST, "kubernetes.default.svc");
  assertEquals(services.web.environment?.KUBERNETES_SERVICE_PORT, "443");
});

Deno.test("a mount of what a cluster injects is the account's, and a projected token is its own", async () => {
  const token = { serviceAccountToken: { path: "vault/token", audience: "vault" } };
  const { services, file, paths, codes } = await converted([workloadOf("web", {
    serviceAccountName: "web",
    volumes: [
      {
        name: "kube-api-access-x",
        projected: { sources: [{ serviceAccountToken: { path: "token" } }] },
      },
      { name: "vault", projected: { sources: [token] } },
    ],
    containers: [{
      name: "web",
      image: "web",
      volumeMounts: [
        { name: "kube-api-access-x", mountPath: TARGET },
        { name: "vault", mountPath: "/vault" },
      ],
    }],
  })]);
  const mounts = services.web.volumes!.map(String).filter((one) => one.includes(`:${TARGET}:`));
  assertEquals(mounts.length, 1);
  assertEquals(tokenOf(services.web), "shop/web");
  const written = paths.find((path) => path.endsWith("vault/token"))!;
  assert(written.startsWith("secrets/"));
  assertEquals(file(written), file("secrets/.kube-api-accounts/shop/web/token"));
  assertFalse(codes.includes("no-cluster-credentials"));
});

Deno.test("the API knows each token as the account that RBAC speaks of", async () => {
  const { file } = await converted([workloadOf("web", { serviceAccountName: "web" })]);
  const token = file("secrets/.kube-api-accounts/shop/web/token");
  assertStringIncludes(
    file("secrets/.kube-api-server/tokens.csv"),
    `"${token}","system:serviceaccount:shop:web","system:serviceaccount:shop:web","system:serviceaccounts,system:serviceaccounts:shop"\n`,
  );
});

Deno.test("tokens are the last run's", async () => {
  const manifests = [workloadOf("web")];
  const first = await converted(manifests);
  const second = await converted(manifests, { mode: "on" }, { previous: first.files });
  assertEquals(
    second.file("secrets/.kube-api-server/tokens.csv"),
    first.file("secrets/.kube-api-server/tokens.csv"),
  );
  assertEquals(
    second.file("secrets/.kube-api-server/tls.crt"),
    first.file("secrets/.kube-api-server/tls.crt"),
  );
});

Deno.test("nobody gets round the rights: the store is on no network, and nothing is open", async () => {
  const { services } = await converted([workloadOf("web")]);
  assertEquals(services["kube-api-store"].network_mode, "none");
  for (const name of [...OWN, "kube-api-store"]) assertEquals(services[name].ports, undefined);
  const flags = services["kube-api"].command!;
  assert(flags.includes("--anonymous-auth=false"));
  assert(flags.includes("--authorization-mode=RBAC"));
  assertFalse(JSON.stringify(services).includes("docker.sock"));
});

Deno.test("no pod mounts the keys of the API, whatever its namespace and the names that it asks for", async () => {
  const names = ["authority", "server", "tokens"].map((name) => `dekube-kube-api-${name}`);
  const volumes = names.map((secretName, index) => ({ name: `v${index}`, secret: { secretName } }));
  const volumeMounts = volumes.map(({ name }) => ({ name, mountPath: `/${name}` }));
  const thief = (namespace: string) => ({
    ...workloadOf("thief", {
      containers: [{ name: "thief", image: "thief", volumeMounts }],
      volumes,
    }),
    metadata: { name: "thief", namespace },
  });
  for (const namespace of ["shop", "kube-system", "kube-api", "default"]) {
    const { services } = await converted([thief(namespace)]);
    assertFalse(JSON.stringify(services.thief).includes("dekube-kube-api"), namespace);
  }
});

Deno.test("values of Secrets are in a file that root alone reads, and not in compose.yml", async () => {
  const { services, objects, mode } = await converted([
    workloadOf("web"),
    object("Secret", "db", { stringData: { password: "hunter2'\"$`\n" }, data: { user: "YQ==" } }),
  ]);
  assertEquals(mode("secrets/.kube-api-objects/objects.json"), [0o600, true]);
  assertEquals(mode("secrets/.kube-api-server/tokens.csv"), [0o600, true]);
  assertEquals(mode("secrets/.kube-api-status/plan.json"), [0o600, true]);
  assertFalse(JSON.stringify(services).includes("hunter2"));
  const { data, stringData } = objects.find(({ metadata }) => metadata.name === "db");
  assertEquals(stringData, undefined);
  assertEquals(new TextDecoder().decode(Uint8Array.fromBase64(data.password)), "hunter2'\"$`\n");
  assertEquals(data.user, "YQ==");
});

Deno.test("objects are as they are here", async () => {
  const { objects } = await converted([
    workloadOf("web", {}, "Deployment", { replicas: 3 }),
    object("Service", "web", {
      spec: {
        type: "NodePort",
        clusterIP: "10.0.0.7",
        selector: { app: "web" },
        ports: [{ name: "http", port: 80, targetPort: 8080, nodePort: 30080 }],
      },
      status: { loadBalancer: {} },
    }, {
      uid: "x",
      ownerReferences: [{ kind: "A" }],
      finalizers: ["a/b"],
      annotations: { a: null },
    }),
    object("Service", "out", { spec: { type: "ExternalName", externalName: "example.com" } }),
    object("ValidatingWebhookConfiguration", "hook", { webhooks: [] }),
    object("ResourceQuota", "quota", { spec: {} }),
    object("Role", "old", { apiVersion: "rbac.authorization.k8s.io/v1beta1", rules: [] }),
  ]);
  const found = (kind: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name);
  assertEquals(found("Deployment", "web").spec.replicas, 1);
  assertEquals(found("Service", "web"), {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "web", namespace: "shop", annotations: {} },
    spec: {
      selector: { app: "web" },
      ports: [{ name: "http", port: 80, targetPort: 8080 }],
      clusterIP: "None",
    },
  });
  assertEquals(found("Service", "out").spec, { type: "ExternalName", externalName: "example.com" });
  assertEquals(found("Role", "old").apiVersion, "rbac.authorization.k8s.io/v1");
  assertEquals(found("Namespace", "shop").apiVersion, "v1");
  assertEquals(found("ValidatingWebhookConfiguration", "hook"), undefined);
  assertEquals(found("ResourceQuota", "quota"), undefined);
  assertFalse(objects.some(({ metadata }) => metadata.name.startsWith("dekube-kube-api-")));
});

Deno.test("resources of a definition among the manifests are there, others are not", async () => {
  const crd = {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "widgets.example.com" },
    spec: {
      group: "example.com",
      scope: "Cluster",
      names: { kind: "Widget", plural: "widgets" },
      conversion: { strategy: "Webhook", webhook: {} },
    },
  };
  const { objects } = await converted([
    crd,
    { apiVersion: "example.com/v1", kind: "Widget", metadata: { name: "w", namespace: "shop" } },
    { apiVersion: "example.org/v1", kind: "Widget", metadata: { name: "other" } },
  ]);
  const widgets = objects.filter(({ kind }) => kind === "Widget");
  assertEquals(widgets.map(({ metadata }) => metadata), [{ name: "w" }]);
  const definition = objects.find(({ kind }) => kind === "CustomResourceDefinition");
  assertEquals(definition.spec.conversion, { strategy: "None" });
});

Deno.test("pods are those that run, under the names that they are told", async () => {
  const { plan, objects } = await converted(
    [
      workloadOf("web", {
        containers: [{
          name: "main",
          image: "web",
          ports: [{ name: "http", containerPort: 8080 }],
          readinessProbe: { httpGet: { path: "/ready", port: "http" } },
        }],
      }),
      workloadOf(
        "db",
        {
          containers: [{
            name: "db",
            image: "db",
            ports: [{ containerPort: 5432 }, { containerPort: 53, protocol: "UDP" }],
            readinessProbe: { exec: { command: ["ready"] } },
            volumeMounts: [{ name: "data", mountPath: "/data" }],
          }],
        },
        "StatefulSet",
        {
          serviceName: "db",
          volumeClaimTemplates: [{ metadata: { name: "data" }, spec: {} }],
        },
      ),
      workloadOf("gone"),
      object("Service", "web", {
        spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
      }),
    ],
    { mode: "on" },
    { config: { exclude: ["gone"] } },
  );
  assertEquals(plan.pods.map(({ object }: Mapping) => mapping(mapping(object).metadata).name), [
    "web",
    "db-0",
  ]);
  assertEquals(plan.pods.map(({ host, probes }: Mapping) => [host, probes]), [
    ["web", [{ kind: "http", port: 8080, path: "/ready", https: false, headers: {} }]],
    ["db", [{ kind: "tcp", ports: [5432] }]],
  ]);
  const db = objects.find(({ kind, metadata }) => kind === "Pod" && metadata.name === "db-0");
  assertEquals(db.spec.volumes, [{
    name: "data",
    persistentVolumeClaim: { claimName: "data-db-0" },
  }]);
  assertEquals(plan.workloads.map(({ kind, name, pod }: Mapping) => [kind, name, pod]), [
    ["Deployment", "web", 0],
    ["Deployment", "gone", undefined],
    ["StatefulSet", "db", 1],
  ]);
  assertEquals(plan.services, [{
    namespace: "shop",
    name: "web",
    labels: {},
    pods: [{ pod: 0, ports: [{ port: 8080, protocol: "TCP" }] }],
    publishNotReady: false,
  }]);
});

Deno.test("the end of a Job is noted by what Compose starts then", async () => {
  const job = workloadOf("migrate", { restartPolicy: "Never" }, "Job");
  const { services } = await converted([job]);
  const note = services["migrate-completed"];
  assertEquals(note.command?.slice(-4), ["/program/complete.ts", "shop", "migrate", "migrate"]);
  assertEquals(note.depends_on?.migrate, { condition: "service_completed_successfully" });
});

Deno.test("Docker's socket is read where the user says so, which is said", async () => {
  const job = workloadOf("migrate", { restartPolicy: "Never" }, "Job");
  const { services, codes } = await converted([job], { mode: "on", docker_socket: true });
  assertFalse("migrate-completed" in services);
  assert(
    services["kube-api-status"].volumes?.includes("/var/run/docker.sock:/var/run/docker.sock:ro"),
  );
  assertEquals(
    Object.entries(services).filter(([, service]) =>
      JSON.stringify(service).includes("docker.sock")
    )
      .map(([name]) => name),
    ["kube-api-status"],
  );
  assert(codes.includes("status-by-docker"));
});

Deno.test("names that are somebody else's are left to them", async () => {
  const { services } = await converted([
    workloadOf("kube-api"),
    workloadOf("web"),
    object("Service", "kubernetes", { spec: { selector: { app: "web" }, ports: [{ port: 1 }] } }),
  ]);
  assertEquals(services["kube-api"].image, "example/kube-api");
  const [name] = Object.keys(services).filter((name) =>
    services[name].entrypoint?.[0] === "kube-apiserver"
  );
  assertFalse(services[name].networks?.default?.aliases?.includes("kubernetes"));
  assert(services[name].networks?.default?.aliases?.includes("kubernetes.default.svc"));
});

Deno.test("odd names and nonsense at any depth do no harm", async () => {
  const odd = ["../../x", 'a"b', "a\nb", "$(id)", "__proto__"];
  const { paths, file, services } = await converted([
    ...odd.map((name) => workloadOf("web", { serviceAccountName: name }, "Deployment")).slice(0, 1),
    ...odd.map((name, index) => workloadOf(`w${index}`, { serviceAccountName: name })),
    object("Service", "x", { spec: { selector: { app: "w0" }, ports: [null, { port: "a" }, 3] } }),
    object("RoleBinding", "x", { subjects: [null, 3, { kind: "ServiceAccount" }], roleRef: 3 }),
    object("CustomResourceDefinition", "x", { spec: { names: 3 } }),
    object("Secret", "x", { data: null, stringData: [1] }),
    workloadOf(
      "y",
      {
        containers: [null, {
          name: "y",
          image: "y",
          readinessProbe: { httpGet: { port: {}, path: 3, httpHeaders: [null, { name: 1 }] } },
        }],
        volumes: [null],
      },
      "StatefulSet",
      { volumeClaimTemplates: [null, { metadata: null }] },
    ),
  ]);
  assertFalse(paths.some((path) => path.includes("..")));
  for (const line of file("secrets/.kube-api-server/tokens.csv").trim().split("\n")) {
    assertMatch(line, /^"[A-Za-z0-9]+","[a-z0-9:.-]+","[a-z0-9:.-]+","[a-z0-9:.,-]*"$/);
  }
  assertEquals(odd.map((_, index) => tokenOf(services[`w${index}`])), odd.map(() => undefined));
});

Deno.test("what has the host's network is said not to reach the API", async () => {
  const config = { extensions: { workload: { host_network: "host" } } };
  const agent = workloadOf("agent", { hostNetwork: true });
  const { codes, services } = await converted([agent], { mode: "on" }, { config });
  assert(codes.includes("api-out-of-reach"));
  assertEquals(tokenOf(services.agent), undefined);
});

Deno.test("$(KUBERNETES_SERVICE_HOST) is what the container is told", async () => {
  const { services } = await converted([workloadOf("web", {
    containers: [{
      name: "web",
      image: "web",
      args: ["--api=https://$(KUBERNETES_SERVICE_HOST):$(KUBERNETES_SERVICE_PORT)", "$(OTHER)"],
      env: [{ name: "URL", value: "https://$(KUBERNETES_SERVICE_HOST)" }],
    }],
  })]);
  assertEquals(services.web.command, ["--api=https://kubernetes.default.svc:443", "$$(OTHER)"]);
  assertEquals(services.web.environment?.URL, "https://kubernetes.default.svc");
});
