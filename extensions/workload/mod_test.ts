import { assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import { convertOne, podOf, said, workload } from "./_testing.ts";
import * as module from "./mod.ts";

const KINDS = [
  "DaemonSet",
  "Deployment",
  "Job",
  "Pod",
  "ReplicaSet",
  "ReplicationController",
  "StatefulSet",
];

for (const kind of KINDS) {
  Deno.test(`convert() makes a service when given a ${kind}`, async () => {
    const { services, diagnostics } = await convertOne([workload(kind, "web", podOf({}))]);
    const { hostname: _hostname, ...service } = services.web;
    assertEquals(service, {
      image: "example/app",
      restart: kind === "Job" ? "on-failure:6" : "always",
      labels: {
        "dekube.io/kind": kind,
        "dekube.io/namespace": "shop",
        "dekube.io/name": "web",
      },
    });
    assertEquals(diagnostics, []);
  });
}

Deno.test("convert() restarts a Pod by its restartPolicy", async () => {
  const restartOf = async (restartPolicy: unknown) => {
    const { services } = await convertOne([workload("Pod", "web", podOf({}, { restartPolicy }))]);
    return services.web.restart;
  };
  assertEquals(await restartOf("Always"), "always");
  assertEquals(await restartOf("OnFailure"), "on-failure");
  assertEquals(await restartOf("Never"), "no");
  assertEquals(await restartOf(null), "always");
});

Deno.test("convert() has no namespace label when the namespace is unknown", async () => {
  const { services } = await convertOne([
    { kind: "Pod", metadata: { name: "web" }, spec: podOf({}) },
  ]);
  assertEquals(services.web.labels, { "dekube.io/kind": "Pod", "dekube.io/name": "web" });
});

Deno.test("convert() leaves out what is on exclude, in silence", async () => {
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "cert-manager", podOf({})),
    workload("Deployment", "web", podOf({})),
  ], { exclude: ["cert-*"] });
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(diagnostics, []);
});

Deno.test("convert() says why it leaves a workload out", async () => {
  const owned = {
    kind: "ReplicaSet",
    metadata: { name: "web-5d8", namespace: "shop", ownerReferences: [{ kind: "Deployment" }] },
    spec: { template: { spec: podOf({}) } },
  };
  const { services, diagnostics } = await convertOne([
    workload("Deployment", "idle", podOf({}), { replicas: 0 }),
    workload("Deployment", "empty", { containers: [] }),
    workload("Deployment", "null", { containers: null }),
    owned,
  ]);
  assertEquals(services, {});
  assertEquals(
    diagnostics.map(({ severity, code, resource, path }) => [
      severity,
      code,
      resource?.name,
      path,
    ]),
    [
      ["warning", "no-replicas", "idle", "spec"],
      ["warning", "no-containers", "empty", "spec"],
      ["warning", "no-containers", "null", "spec"],
      ["info", "owned-workload", "web-5d8", "spec"],
    ],
  );
});

Deno.test("convert() takes the last when an object comes twice, as kubectl apply does", async () => {
  const { services } = await convertOne([
    workload("Deployment", "web", podOf({ image: "old" })),
    workload("Deployment", "web", podOf({ image: "new" })),
  ]);
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(services.web.image, "new");
});

Deno.test("convert() keeps namesakes apart by namespace or by kind", async () => {
  const elsewhere = {
    kind: "Deployment",
    metadata: { name: "web", namespace: "data" },
    spec: { template: { spec: podOf({}) } },
  };
  const { services } = await convertOne([
    workload("Deployment", "web", podOf({})),
    elsewhere,
    workload("Deployment", "db", podOf({})),
    workload("StatefulSet", "db", podOf({})),
  ]);
  assertEquals(Object.keys(services).sort(), [
    "db-deployment",
    "db-statefulset",
    "web-data",
    "web-shop",
  ]);
});

Deno.test("convert() gives each service its owner, and each mount its origin", async () => {
  const seen: unknown[] = [];
  const onlooker = {
    name: "onlooker",
    transform: (services: Record<string, { owner?: unknown; volumes?: unknown }>) => {
      for (const { owner, volumes } of Object.values(services)) seen.push([owner, volumes]);
    },
  };
  const pod = podOf({ volumeMounts: [{ name: "tmp", mountPath: "/tmp", subPath: "./a/" }] }, {
    volumes: [{ name: "tmp", emptyDir: {} }],
    initContainers: [{ name: "wait", image: "example/wait" }],
  });
  await testConversion([module, onlooker], [workload("Deployment", "web", pod)]);
  const owner = { kind: "Deployment", namespace: "shop", name: "web" };
  const origin = { kind: "emptyDir", volume: "tmp", subPath: "a" };
  assertEquals(seen, [
    [owner, undefined],
    [owner, [{ type: "volume", target: "/tmp", volume: { nocopy: true }, origin }]],
  ]);
});

Deno.test("convert() leaves the kind of another group alone when it has the same name", async () => {
  const { services, diagnostics } = await convertOne([
    { ...workload("Deployment", "other", podOf({})), apiVersion: "example.com/v1" },
    { ...workload("Deployment", "web", podOf({})), apiVersion: "apps/v1" },
  ]);
  assertEquals(Object.keys(services), ["web"]);
  assertEquals(diagnostics.map(({ code, message }) => [code, message.split(" ")[0]]), [
    ["unknown-kind", "example.com/Deployment"],
  ]);
});

Deno.test("extension leaves out what only makes sense in a cluster", async () => {
  const images = {
    a: "quay.io/jetstack/cert-manager-webhook:v1.15.0",
    b: "registry.k8s.io/ingress-nginx/controller:v1.11.0@sha256:12",
    c: "emberstack/kubernetes-reflector:9",
    "event-ingress-api": "example/event-ingress-api",
    "cert-manager-ui": "localhost:5000/ui",
  };
  const manifests = Object.entries(images).map(([name, image]) =>
    workload("Deployment", name, podOf({ image }))
  );
  const first = await testConversion([module], manifests, { firstRun: true });
  assertEquals(first.config.exclude, ["a", "b", "c"]);
  assertEquals(Object.keys(first.project.services), ["event-ingress-api", "cert-manager-ui"]);
  assertEquals(said(first), ["auto-excluded"]);
  const later = await testConversion([module], manifests);
  assertEquals(later.project.services, first.project.services);
  assertEquals(said(later), ["auto-excluded"]);
  const wanted = await testConversion([module], manifests, { config: { written: ["exclude"] } });
  assertEquals(Object.keys(wanted.project.services), Object.keys(images));
});
