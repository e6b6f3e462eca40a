import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import { corpusManifests, needsShared } from "../../tests/_corpus.ts";
import { codesOf, converted, envOf, secretOf, workloadOf } from "./_testing.ts";

const image = "docker.io/bitnami/redis:7.2.5-debian-12-r4";

const passwordFromSecret = {
  name: "REDIS_PASSWORD",
  valueFrom: { secretKeyRef: { name: "redis", key: "redis-password" } },
};

Deno.test({
  ...needsShared("the chart's Redis becomes the stock image, master and replica"),
  async fn() {
    const { project, files, diagnostics } = await converted(await corpusManifests("charts/redis"));
    const { "redis-master": master, "redis-replicas": replica } = project.services;
    const password = master.environment!.REDISCLI_AUTH;

    assertEquals(password.length, 10);
    assertEquals(master.image, "redis:7-alpine");
    assertEquals(master.command, [
      ...["redis-server", "--requirepass", password],
      ...["--include", "/usr/local/etc/redis/redis.conf"],
      ...["--include", "/usr/local/etc/redis/master.conf"],
    ]);
    assertEquals(master.environment, { REDISCLI_AUTH: password });
    assertEquals(master.volumes, [
      "./data/redis-data-redis-master:/data",
      "./configmaps/.redis/redis-master:/usr/local/etc/redis:ro",
    ]);
    assertEquals(master.healthcheck?.test, [
      "CMD-SHELL",
      "redis-cli -p 6379 ping | grep -q PONG",
    ]);
    assertEquals(master.healthcheck?.retries, 5);
    for (const key of ["user", "group_add", "cap_drop", "entrypoint"]) {
      assertFalse(key in master, key);
    }
    assertEquals(replica.command?.slice(3, 8), [
      ...["--replicaof", "redis-master-0.redis-headless.demo.svc.cluster.local", "6379"],
      ...["--masterauth", password],
    ]);
    assert(
      String(files.get("configmaps/.redis/redis-master/redis.conf")?.content).includes(
        "appendonly yes",
      ),
    );
    assertEquals(project.volumes ?? {}, {});
    const codes = diagnostics.map(({ code }) => code);
    assertEquals(codes.filter((code) => code === "bitnami-redis").length, 2);
    assertEquals(codes.filter((code) => code === "changed-image").length, 2);
    // Nobody owns the data: whom the other image runs as, it knows itself.
    assertFalse(project.services["fix-permissions"].command![0].includes("chown"));
  },
});

Deno.test({
  ...needsShared("a Redis without a password stays without one, and that is said"),
  async fn() {
    const { project } = await converted(await corpusManifests("charts/harbor/harbor/charts/redis"));
    const redis = project.services["harbor-redis-master"];
    assertEquals(redis.image, "redis:7-alpine");
    assertFalse(redis.command?.includes("--requirepass"));
    assertEquals(redis.environment, undefined);
  },
});

Deno.test("a Redis by the image alone gets its password, and its data where the stock image has it", async () => {
  const conversion = await converted([
    secretOf("redis", { "redis-password": "pa$$ word" }),
    workloadOf("cache", {
      image,
      env: [passwordFromSecret, ...envOf({ BITNAMI_DEBUG: "true", TZ: "UTC" })],
      volumeMounts: [{ name: "data", mountPath: "/bitnami/redis/data" }],
    }, { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "cache" } }] }),
  ], { volumes: { cache: { host_path: "cache" } } });
  const { cache } = conversion.project.services;
  assertEquals(cache.command, [
    ...["redis-server", "--requirepass", "pa$$$$ word", "--appendonly", "yes"],
  ]);
  assertEquals(cache.environment, { TZ: "UTC", REDISCLI_AUTH: "pa$$$$ word" });
  assertEquals(cache.volumes, ["./data/cache:/data"]);
  assertEquals(codesOf(conversion), ["bitnami-redis"]);
});

Deno.test("a port, a setting for the image, and flags of one's own are kept", async () => {
  const { project } = await converted([
    workloadOf("cache", {
      image,
      args: ["redis-server", "--maxmemory", "1gb"],
      env: envOf({ REDIS_PASSWORD: "p", REDIS_PORT_NUMBER: "6380" }),
      readinessProbe: { exec: { command: ["redis-cli", "-a", "$REDIS_PASSWORD", "ping"] } },
    }),
  ], { extensions: { bitnami: { redis_image: "redis:8" } } });
  assertEquals(project.services.cache.image, "redis:8");
  assertEquals(project.services.cache.command?.slice(1), [
    ...["--port", "6380", "--requirepass", "p", "--appendonly", "yes", "--maxmemory", "1gb"],
  ]);
  assertEquals(project.services.cache.healthcheck?.test, [
    "CMD-SHELL",
    "redis-cli -p 6380 ping | grep -q PONG",
  ]);
});

Deno.test("a Redis whose password is missing keeps Bitnami's image rather than run open", async () => {
  for (
    const container of [
      { env: [passwordFromSecret] },
      { env: envOf({ REDIS_PASSWORD_FILE: "/opt/bitnami/redis/secrets/redis-password" }) },
      { envFrom: [{ secretRef: { name: "redis" } }] },
      { envFrom: [{ secretRef: { name: "redis", optional: true } }] },
      {
        env: [{
          name: "REDIS_PASSWORD",
          valueFrom: { secretKeyRef: { name: "redis", key: "password", optional: true } },
        }],
      },
      { env: envOf({ REDIS_PASSWORD: "" }) },
      { env: envOf({ REDIS_PASSWORD: "\n", ALLOW_EMPTY_PASSWORD: "no" }) },
    ]
  ) {
    const conversion = await converted([workloadOf("cache", { image, ...container })]);
    assertEquals(conversion.project.services.cache.image, image, JSON.stringify(container));
    assert(codesOf(conversion).includes("bitnami-kept"));
  }
});

Deno.test("a Redis that nothing gives a password is open, with a warning unless it asks for that", async () => {
  const open = await converted([workloadOf("cache", { image })]);
  assertEquals(open.project.services.cache.image, "redis:7-alpine");
  assertEquals(codesOf(open), ["bitnami-redis", "no-redis-password"]);
  const asked = await converted([
    workloadOf("cache", { image, env: envOf({ ALLOW_EMPTY_PASSWORD: "yes" }) }),
  ]);
  assertEquals(codesOf(asked), ["bitnami-redis"]);
});

Deno.test("a Redis that may be without a password is open when the Secret that it may have is missing", async () => {
  const { project } = await converted([
    workloadOf("cache", {
      image,
      env: envOf({ ALLOW_EMPTY_PASSWORD: "yes" }),
      envFrom: [{ secretRef: { name: "redis", optional: true } }],
    }),
  ]);
  assertEquals(project.services.cache.image, "redis:7-alpine");
});

Deno.test("a password file that the pod has as a volume is found without its mount", async () => {
  const { project } = await converted([
    secretOf("keys", { "redis-password": "pw\n" }),
    workloadOf("cache", {
      image,
      env: envOf({ REDIS_PASSWORD_FILE: "/secrets/redis-password" }),
    }, { volumes: [{ name: "keys", secret: { secretName: "keys" } }] }),
  ]);
  assertEquals(project.services.cache.environment, { REDISCLI_AUTH: "pw" });
});

Deno.test("what can't be carried over keeps Bitnami's image, and says why", async () => {
  for (
    const [container, reason] of [
      [{ env: envOf({ REDIS_TLS_ENABLED: "yes" }) }, "TLS"],
      [
        {
          command: ["/bin/bash"],
          args: ["-c", "/opt/bitnami/scripts/start-scripts/start-node.sh"],
        },
        "Sentinel",
      ],
      [{ command: ["sh", "-c", "redis-server & wait"] }, "command of its own"],
      [
        { env: envOf({ REDIS_REPLICATION_MODE: "slave", ALLOW_EMPTY_PASSWORD: "yes" }) },
        "REDIS_MASTER_HOST",
      ],
    ] as const
  ) {
    const { project, diagnostics } = await converted([
      workloadOf("cache", { image, ...container }),
    ]);
    assertEquals(project.services.cache.image, image);
    const said = diagnostics.find(({ code }) => code === "bitnami-kept");
    assert(said?.message.includes(reason), `${reason}: ${said?.message}`);
  }
});

Deno.test("settings and hooks without a counterpart are named", async () => {
  const { project, diagnostics } = await converted([
    workloadOf("cache", {
      image,
      env: envOf({ ALLOW_EMPTY_PASSWORD: "yes", REDIS_IO_THREADS: "4" }),
      lifecycle: {
        preStop: { exec: { command: ["/bin/bash", "-c", "/opt/bitnami/scripts/stop.sh"] } },
        postStart: { exec: { command: ["redis-cli", "ping"] } },
      },
    }),
  ]);
  const said = diagnostics.find(({ code }) => code === "bitnami-settings");
  assert(said?.message.includes("REDIS_IO_THREADS, pre_stop"), said?.message);
  assertEquals(project.services.cache.post_start, [{ command: ["redis-cli", "ping"] }]);
  assertFalse("pre_stop" in project.services.cache);
});

Deno.test("a Job and an init container that use the image's tools are left alone", async () => {
  const conversion = await converted([
    workloadOf("flush", { image, command: ["redis-cli", "flushall"] }, {}, "Job"),
    workloadOf("web", { image: "web:1" }, { initContainers: [{ name: "wait", image }] }),
  ]);
  assertEquals(conversion.project.services.flush.image, image);
  assertEquals(conversion.project.services["web-init-wait"].image, image);
  assertEquals(codesOf(conversion), []);
});

Deno.test("a service is left alone when dekube.yaml overrides what would change, and only then", async () => {
  const over = (override: Record<string, unknown>) =>
    converted([workloadOf("cache", { image })], { overrides: { cache: override } });
  for (const override of [{ image }, { environment: { A: "b" } }, { command: null }]) {
    const conversion = await over({ ports: ["6379:6379"], ...override });
    const [key] = Object.keys(override);
    assertEquals(codesOf(conversion), ["bitnami-kept"], key);
    assertStringIncludes(conversion.diagnostics[0].message, `"overrides.cache.${key}"`);
  }
  const { project } = await over({ ports: ["6379:6379"], cpus: 2, restart: "no" });
  assertEquals(project.services.cache.image, "redis:7-alpine");
  assertEquals(project.services.cache.ports, ["6379:6379"]);
});

Deno.test("a /tmp that ends with the pod goes with Bitnami's image, any other stays", async () => {
  for (
    const [volume, mounts] of [
      [{ emptyDir: {} }, undefined],
      [{ emptyDir: { medium: "Memory" } }, undefined],
      [{ ephemeral: {} }, undefined],
      [{ persistentVolumeClaim: { claimName: "tmp" } }, ["tmp:/tmp"]],
      [{ nfs: { server: "nas", path: "/" } }, ["cache-tmp:/tmp"]],
    ] as const
  ) {
    const { project } = await converted([
      workloadOf("cache", {
        image,
        volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
        securityContext: { runAsNonRoot: true },
      }, { volumes: [{ name: "tmp", ...volume }] }),
    ], { volumes: { tmp: {} } });
    assertEquals(project.services.cache.volumes, mounts && [...mounts], JSON.stringify(volume));
  }
});

Deno.test("an emptyDir that dekube.yaml keeps in a folder of the host stays at /tmp", async () => {
  const { project } = await converted([
    workloadOf("cache", {
      image,
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
      securityContext: { runAsNonRoot: true },
    }, { volumes: [{ name: "tmp", emptyDir: {} }] }),
  ], { volumes: { "cache-tmp": { host_path: "tmp" } } });
  assertEquals(project.services.cache.volumes, ["./data/tmp:/tmp"]);
});

/** A Redis without a password, with settings from a ConfigMap or a Secret where Bitnami's image has them. */
function settled(
  files: Record<string, string> | undefined,
  env: Record<string, string> = {},
  kind: "configMap" | "secret" = "configMap",
) {
  const volume = kind === "secret"
    ? { secret: { secretName: "settings" } }
    : { configMap: { name: "settings" } };
  const redis = workloadOf("redis", {
    image,
    env: envOf({ ALLOW_EMPTY_PASSWORD: "yes", ...env }),
    volumeMounts: [{ name: "settings", mountPath: "/opt/bitnami/redis/mounted-etc" }],
  }, { volumes: [{ name: "settings", ...volume }] });
  if (files === undefined) return converted([redis]);
  const held = kind === "secret" ? secretOf("settings", files) : {
    kind: "ConfigMap",
    metadata: { name: "settings", namespace: "shop" },
    data: files,
  };
  return converted([redis, held]);
}

Deno.test("a Redis keeps Bitnami's image when what says who may come in would be lost", async () => {
  const at = "/opt/bitnami/redis/mounted-etc";
  const cases: Parameters<typeof settled>[] = [
    [{ "redis.conf": `aclfile ${at}/users.acl\n` }],
    [{ "redis.conf": `include ${at}/more.conf\n`, "more.conf": "requirepass x\n" }],
    [{ "redis.conf": "appendonly yes\n" }, { REDIS_ACLFILE: "/s/users.acl" }],
    [{ "redis.conf": "appendonly yes\n" }, { REDIS_PASSWORD: "$(NOWHERE)" }],
    [undefined],
    [undefined, {}, "secret"],
  ];
  for (const given of cases) {
    const conversion = await settled(...given);
    assertEquals(conversion.project.services.redis.image, image, JSON.stringify(given));
    assert(codesOf(conversion).includes("bitnami-kept"));
  }
  const whole = { "redis.conf": `aclfile ${at}/users.acl\n`, "users.acl": "user default off\n" };
  const { project, files } = await settled(whole);
  assertEquals(project.services.redis.image, "redis:7-alpine");
  assert(files.has("configmaps/.redis/redis/users.acl"));
});

Deno.test("settings of a Redis stay with the secrets when they come from one", async () => {
  const { project, files } = await settled({ "redis.conf": "masterauth x\n" }, {}, "secret");
  assertEquals(project.services.redis.volumes, [
    "./secrets/.redis/redis:/usr/local/etc/redis:ro",
  ]);
  assert(files.has("secrets/.redis/redis/redis.conf"));
  assertFalse([...files.entries()].some(([path]) => path.startsWith("configmaps/.redis")));
});
