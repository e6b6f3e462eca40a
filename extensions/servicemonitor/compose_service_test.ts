import { assert, assertEquals } from "@std/assert";
import { mount } from "@dekube/engine/pacts";
import { configMap, make, mountsOf, prometheus, secret, serviceMonitor, web } from "./_testing.ts";

const CONFIG = "./configmaps/.prometheus:/etc/prometheus/config:ro";

Deno.test("composeService() keeps the data with the container when the CR asks for no storage", () => {
  const { service, said } = make([prometheus()]);
  assertEquals(service, {
    owner: {
      group: "monitoring.coreos.com",
      kind: "Prometheus",
      namespace: "shop",
      name: "main",
    },
    image: "prom/prometheus:v2.42.0",
    restart: "always",
    command: service.command,
    volumes: [
      mount("./configmaps/.prometheus", "/etc/prometheus/config", { readOnly: true }),
      {
        type: "volume",
        target: "/prometheus",
        volume: { nocopy: true },
        origin: { kind: "emptyDir", volume: "data", subPath: "" },
      },
    ],
  });
  assertEquals(said, []);
});

Deno.test("composeService() keeps the data on a claim when the CR asks for one", () => {
  const storage = { volumeClaimTemplate: { spec: { resources: {} } } };
  const { service } = make([prometheus({ storage })]);
  assertEquals(mountsOf(service), [CONFIG, "./data/prometheus-main-db:/prometheus"]);
  assertEquals(service.volumes?.[1].origin?.claim, "prometheus-main-db");
  assertEquals(service.user, "65534");

  const named = { volumeClaimTemplate: { metadata: { name: "db" }, spec: {} } };
  const config = { volumes: { db: {} } };
  const other = make([prometheus({ storage: named })], { config });
  assertEquals(mountsOf(other.service), [CONFIG, "db:/prometheus"]);
  assertEquals(other.ctx.composeExtras.volumes, { db: null });
});

Deno.test("composeService() keeps the data in memory when the CR's emptyDir is there", () => {
  const storage = { emptyDir: { medium: "Memory", sizeLimit: "1Mi" } };
  const { service } = make([prometheus({ storage })]);
  assertEquals(service.volumes?.[1], {
    type: "tmpfs",
    target: "/prometheus",
    tmpfs: { size: 1048576 },
    options: ["exec"],
    origin: { kind: "emptyDir", volume: "data", subPath: "" },
  });
});

Deno.test("composeService() mounts what the CR mounts", () => {
  const { service, said } = make([
    prometheus({
      secrets: ["login", "../x"],
      configMaps: ["root"],
      volumes: [{ name: "data", emptyDir: {} }],
      volumeMounts: [
        { name: "data", mountPath: "/tmp" },
        { name: "data", mountPath: "/prometheus/" },
      ],
    }),
    secret("login", { a: "b" }),
    configMap("root", { c: "d" }),
  ]);
  assertEquals(mountsOf(service), [
    CONFIG,
    "/prometheus",
    "./secrets/login:/etc/prometheus/secrets/login:ro",
    "./configmaps/root:/etc/prometheus/configmaps/root:ro",
    "/tmp",
  ]);
  assertEquals(said, [
    "unsafe-path spec.secrets",
    "bad-mount-path containers[prometheus].volumeMounts[data]",
  ]);
});

Deno.test("composeService() runs as the CR says, the container's word first", () => {
  const { service } = make([prometheus({
    securityContext: { runAsUser: 1000, runAsGroup: 2000, fsGroup: 2000 },
    containers: [{ name: "prometheus", securityContext: { runAsUser: 1001 } }],
    resources: { limits: { cpu: "500m", memory: "1Gi" }, requests: { cpu: "0" } },
  })]);
  assertEquals(service.user, "1001:2000");
  assertEquals(service.group_add, ["2000"]);
  assertEquals(service.deploy, { resources: { limits: { cpus: "0.5", memory: "1g" } } });
});

Deno.test("composeService() names the containers and fields that are left out", () => {
  const { service, said } = make([prometheus({
    containers: [
      { name: "config-reloader", resources: {} },
      { name: "prometheus", env: [{ name: "A", value: "$b" }], args: ["--x"] },
      { name: "proxy", image: "example/proxy" },
    ],
    resources: { limits: { memory: "lots" } },
  })]);
  assertEquals(service.environment, { A: "$b" });
  assertEquals(said, [
    "unsupported-field spec.containers[prometheus].args",
    "unsupported-container spec.containers[2]",
    "bad-quantity spec.resources.limits.memory",
  ]);
});

Deno.test("composeService() keeps a config below secrets/ when it holds what a Secret says", () => {
  const basicAuth = { username: { name: "login", key: "user" } };
  const { service, ctx } = make([
    prometheus(),
    serviceMonitor({ port: "http", basicAuth }),
    secret("login", { user: "me" }),
    ...web(),
  ]);
  assert(ctx.files.has("secrets/.prometheus/prometheus.yml"));
  assertEquals(mountsOf(service), [
    "./secrets/.prometheus:/etc/prometheus/credentials:ro",
    "/prometheus",
  ]);
  assertEquals(service.command?.[0], "--config.file=/etc/prometheus/credentials/prometheus.yml");
});
