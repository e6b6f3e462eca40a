import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import {
  AUTH,
  codes,
  convert,
  failover,
  fileOf,
  HOSTILE,
  namesOf,
  object,
  opstree,
} from "./_testing.ts";

const password = { redisSecret: { name: "auth", key: "password" } };
const storage = {
  volumeClaimTemplate: { spec: { resources: { requests: { storage: "1Gi" } } } },
};
const exporter = { enabled: true, image: "exporter:1" };

Deno.test("a Redis has the names, the claim and the settings that the operator promises", async () => {
  const conversion = await convert([
    opstree("Redis", "db", {
      kubernetesConfig: { image: "redis:7", ...password },
      redisExporter: exporter,
      storage,
    }),
    AUTH,
  ]);
  const { project } = conversion;
  assertEquals(Object.keys(project.services).toSorted(), [
    "db",
    "db-pod",
    "db-sidecar-redis-exporter",
  ]);
  assertEquals(namesOf(conversion, "db-pod"), [
    "db",
    "db-0.db-headless",
    "db-additional",
    "db-headless",
    "db-metrics",
  ]);
  const { environment, volumes } = project.services.db;
  assertEquals(environment?.REDIS_PASSWORD, HOSTILE.replaceAll("$", "$$$$"));
  assertEquals(volumes?.map(String).filter((volume) => volume.startsWith("./data")), [
    "./data/db-db:/data",
  ]);
  assertEquals(project.services["db-sidecar-redis-exporter"].image, "exporter:1");
  assertEquals(codes(conversion), []);
  assertEquals(conversion.account!.counts["not-understood"], 0);
});

Deno.test("a RedisReplication's names lead to its one server, and its sentinel knows it", async () => {
  const conversion = await convert([
    opstree("RedisReplication", "rr", {
      clusterSize: 3,
      kubernetesConfig: { image: "redis:7" },
      sentinel: { size: 3, image: "sentinel:7" },
    }),
  ]);
  assertEquals(namesOf(conversion, "rr"), [
    "rr",
    "rr-0.rr-headless",
    "rr-additional",
    "rr-headless",
    "rr-master",
    "rr-replica",
  ]);
  assertEquals(namesOf(conversion, "rr-s"), ["rr-s-0.rr-s-hl", "rr-s-hl"]);
  assertEquals(codes(conversion), [
    "one-replica spec.clusterSize",
    "one-replica spec.sentinel.size",
  ]);
});

Deno.test("a RedisCluster's names lead to the one leader", async () => {
  const conversion = await convert([
    opstree("RedisCluster", "rc", {
      clusterSize: 3,
      persistenceEnabled: true,
      kubernetesConfig: { image: "redis:7", service: { serviceType: "NodePort" } },
      redisExporter: exporter,
      redisFollower: { replicas: 1 },
      storage,
    }),
  ]);
  const names = namesOf(conversion, "rc-leader-pod");
  for (const role of ["leader", "follower"]) {
    for (const suffix of ["", "-headless", "-additional", "-metrics", "-0"]) {
      assert(names.includes(`rc-${role}${suffix}`), `rc-${role}${suffix}`);
    }
  }
  for (const name of ["rc-master", "rc-leader-2", "rc-leader-0.rc-leader-headless"]) {
    assert(names.includes(name), name);
  }
  assert(!names.includes("rc-follower-1"));
  assertStringIncludes(
    JSON.stringify(conversion.project.services["rc-leader"].volumes),
    "./data/rc-leader-rc-leader:/data",
  );
});

Deno.test("a RedisSentinel watches its RedisReplication, and says where there is none", async () => {
  const sentinel = (config: object) =>
    opstree("RedisSentinel", "guard", {
      clusterSize: 3,
      kubernetesConfig: { image: "sentinel:7" },
      redisSentinelConfig: config,
    });
  const replication = opstree("RedisReplication", "rr", { clusterSize: 1, kubernetesConfig: {} });
  const conversion = await convert([
    sentinel({ redisReplicationName: "rr", masterGroupName: "shop" }),
    replication,
  ]);
  assertEquals(namesOf(conversion, "guard-sentinel"), [
    "guard-sentinel",
    "guard-sentinel-0.guard-sentinel-headless",
    "guard-sentinel-additional",
    "guard-sentinel-headless",
  ]);
  assertEquals(codes(conversion), ["one-replica spec.clusterSize"]);
  const script = String(
    conversion.files.get("configmaps/guard-sentinel_start/start.sh")?.content,
  );
  assertStringIncludes(script, "sentinel monitor shop rr-master.shop.svc.cluster.local 6379 1");

  const path = "spec.redisSentinelConfig.redisReplicationName";
  const alone = await convert([sentinel({ redisReplicationName: "gone" })]);
  assert(codes(alone).includes(`missing-replication ${path}`));
  const odd = await convert([
    sentinel({ redisReplicationName: "rr", masterGroupName: "$(id)" }),
    replication,
  ]);
  assert(codes(odd).includes("bad-name spec.redisSentinelConfig.masterGroupName"));
});

Deno.test("a RedisFailover has the Services and ConfigMaps that the operator promises", async () => {
  const conversion = await convert([
    failover("rf", {
      auth: { secretPath: "auth" },
      redis: {
        exporter: { enabled: true },
        storage: {
          persistentVolumeClaim: { metadata: { name: "kept" }, spec: { accessModes: [] } },
        },
      },
    }, { labels: { team: "shop", other: "x" } }),
    AUTH,
  ]);
  const { project, files } = conversion;
  assertEquals(namesOf(conversion, "rfr-rf-pod"), [
    "rfr-rf",
    "rfr-rf-0.rfr-rf",
    "rfrm-rf",
    "rfrs-rf",
  ]);
  assertEquals(namesOf(conversion, "rfs-rf"), ["rfs-rf"]);
  const paths = [...files.entries()].map(([path]) => path.replace(/@[0-9a-f]+/, ""));
  for (
    const path of [
      "rfr-rf/redis.conf",
      "rfs-rf/sentinel.conf",
      "rfr-s-rf/shutdown.sh",
      "rfr-readiness-rf/ready.sh",
    ]
  ) {
    assert(paths.includes(`configmaps/${path}`), path);
  }
  assertStringIncludes(
    JSON.stringify(project.services["rfr-rf"].volumes),
    "./data/kept-rfr-rf:/data",
  );
  // No ConfigMap has the password.
  for (const [path, { content }] of files.entries()) {
    assert(!path.startsWith("configmaps") || !String(content).includes(HOSTILE), path);
  }
  assertEquals(codes(conversion).filter((code) => !code.startsWith("one-replica")), []);
});

Deno.test("a RedisFailover follows the server outside that it starts from", async () => {
  const bootstrapNode = { host: "old.example", port: "6380" };
  const follower = await convert([failover("rf", { bootstrapNode })]);
  assertEquals(Object.keys(follower.project.services), ["rfr-rf"]);
  assertStringIncludes(
    String(follower.files.get("configmaps/rfr-rf/redis.conf")?.content),
    "replicaof old.example 6380\n",
  );
  const both = await convert([
    failover("rf", { bootstrapNode: { ...bootstrapNode, allowSentinels: true } }),
  ]);
  assertEquals(Object.keys(both.project.services).toSorted(), ["rfr-rf", "rfs-rf"]);
});

Deno.test("applications that refer to what the operators promise find it", async () => {
  const app = (name: string, env: object[]) =>
    object("Deployment", name, {
      apiVersion: "apps/v1",
      spec: {
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name, image: name, env }] },
        },
      },
    });
  const conversion = await convert([
    opstree("RedisReplication", "cache", { clusterSize: 2, kubernetesConfig: password }),
    failover("queue", { auth: { secretPath: "auth" } }),
    AUTH,
    app("web", [
      { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "auth", key: "password" } } },
      { name: "REDIS_URL", value: "redis://:$(PASSWORD)@cache-master.shop.svc:6379/0" },
    ]),
    app("worker", [{ name: "SENTINELS", value: "rfs-queue.shop.svc.cluster.local:26379" }]),
  ]);
  const { services } = conversion.project;
  assertEquals(
    services.web.environment?.REDIS_URL,
    `redis://:${HOSTILE.replaceAll("$", "$$$$")}@cache-master.shop.svc:6379/0`,
  );
  assert(namesOf(conversion, "cache").includes("cache-master"));
  assert(namesOf(conversion, "rfs-queue").includes("rfs-queue"));
  assertEquals(codes(conversion).filter((code) => !code.startsWith("one-replica")), []);
});

Deno.test("what a live cluster's operator made gives way to what is made here", async () => {
  const own = opstree("Redis", "db", { kubernetesConfig: { image: "redis:7" } });
  const before = await convert([own]);
  const live = await convert([
    own,
    object("Service", "db", { spec: { selector: { app: "gone" }, ports: [{ port: 6379 }] } }),
    object("StatefulSet", "db", {
      apiVersion: "apps/v1",
      spec: { replicas: 1, template: { spec: { containers: [{ name: "db", image: "old" }] } } },
    }),
  ]);
  assertEquals(live.project.services, before.project.services);
});

Deno.test("resources whose templates were empty do no harm", async () => {
  for (const kind of ["Redis", "RedisReplication", "RedisCluster", "RedisSentinel"]) {
    for (const spec of [null, {}, { kubernetesConfig: null, storage: null, sidecars: [null] }]) {
      const { project } = await convert([opstree(kind, "db", spec)]);
      assertEquals(Object.keys(project.services).length, 1, kind);
    }
  }
  for (const spec of [null, {}, { redis: null, sentinel: null, auth: null }]) {
    const { project } = await convert([failover("rf", spec)]);
    assertEquals(Object.keys(project.services).toSorted(), ["rfr-rf", "rfs-rf"]);
  }
});

Deno.test("a field that the kinds do not have is said", async () => {
  const { diagnostics } = await convert([
    opstree("Redis", "db", { kubernetesConfig: { imagePullPolice: "Always" } }),
    failover("rf", { redis: { version: "7" } }),
  ]);
  assertEquals(
    diagnostics.filter(({ path }) => path && !path.includes("replicas")).map(({ path }) => path),
    ["spec.kubernetesConfig.imagePullPolice", "spec.redis.version"],
  );
});

Deno.test("a follower's own config is said, since nobody follows", async () => {
  const conversion = await convert([
    opstree("RedisCluster", "rc", {
      clusterSize: 1,
      kubernetesConfig: {},
      redisFollower: { replicas: 0, redisConfig: { additionalRedisConfig: "other" } },
    }),
  ]);
  assertEquals(codes(conversion), [
    "no-followers spec.redisFollower.redisConfig.additionalRedisConfig",
  ]);
});

Deno.test("the first version's securityContext is the pod's", async () => {
  const spec = { kubernetesConfig: {}, securityContext: { runAsUser: 999, fsGroup: 998 } };
  const { project } = await convert([opstree("Redis", "db", spec, "v1beta1")]);
  assertEquals([project.services.db.user, project.services.db.group_add], ["999", ["998"]]);
});

Deno.test("a RedisFailover hands on the labels that its patterns match", async () => {
  const conversion = await convert([
    failover("rf", { labelWhitelist: ["^team", "("] }, { labels: { team: "shop", other: "x" } }),
    ...["team", "other"].map((label) =>
      object("Service", label, {
        spec: { selector: { [label]: label === "team" ? "shop" : "x" }, ports: [{ port: 6379 }] },
      })
    ),
  ]);
  assert(namesOf(conversion, "rfr-rf").includes("team"));
  assert(!namesOf(conversion, "rfr-rf").includes("other"));
  assert(codes(conversion).includes("bad-pattern spec.labelWhitelist[1]"));
});

Deno.test("a server never starts without the ConfigMap that it asks for", async () => {
  const additionalRedisConfig = "more";
  const replication = opstree("RedisReplication", "r", {});
  const sentinel = {
    redisReplicationName: "r",
    additionalSentinelConfig: "more",
  };
  for (
    const [service, ...asking] of [
      ["r", opstree("Redis", "r", { redisConfig: { additionalRedisConfig } })],
      ["r", opstree("RedisReplication", "r", { redisConfig: { additionalRedisConfig } })],
      [
        "rc-leader",
        opstree("RedisCluster", "rc", {
          redisLeader: { redisConfig: { additionalRedisConfig } },
        }),
      ],
      ["s-sentinel", opstree("RedisSentinel", "s", { redisSentinelConfig: sentinel }), replication],
      [
        "r-s",
        opstree("RedisReplication", "r", {
          sentinel: { size: 1, additionalSentinelConfig: "more" },
        }),
      ],
    ] as const
  ) {
    const start = async (...others: Manifest[]) => {
      const conversion = await convert([...asking, ...others]);
      const path = `configmaps/${service}_start/start.sh`;
      return { conversion, text: fileOf(conversion, path) };
    };
    const { text, conversion } = await start();
    // It ends before the config is written, and the folder is there if the ConfigMap is.
    assert(!JSON.stringify(conversion.project.services[service].volumes).includes("conf.d"));
    assertEquals(await statusOf(text), [
      1,
      'the ConfigMap "more" is missing, and the config may need it',
    ]);
    for (const data of [{}, { other: "x" }, { "redis-additional.conf": "x" }]) {
      const found = await start(object("ConfigMap", "more", { data }));
      const { volumes } = found.conversion.project.services[service];
      assertStringIncludes(JSON.stringify(volumes), "/etc/redis/external.conf.d", service);
    }
  }
});

/** How the start script ends where nothing is mounted, up to where it writes the config. */
async function statusOf(script: string): Promise<[code: number, said: string]> {
  const checks = script.slice(0, script.indexOf("quoted() {"));
  const { code, stderr } = await new Deno.Command("sh", { args: ["-c", checks, "sh", "true"] })
    .output();
  return [code, new TextDecoder().decode(stderr).trim()];
}

Deno.test("a server is left out when lines of its config can't be read", async () => {
  const oddities: [Manifest, string][] = [
    ...["requirepass x", {}, 1, [["requirepass x"]], [{}]].flatMap((odd): [Manifest, string][] => [
      [failover("db", { redis: { customConfig: odd } }), "spec.redis.customConfig"],
      [
        opstree("Redis", "db", { redisConfig: { dynamicConfig: odd } }),
        "spec.redisConfig.dynamicConfig",
      ],
    ]),
    ...["FLUSHALL", [null], ["FLUSHALL"], [{ to: "" }], [{ from: "" }], { from: "FLUSHALL" }]
      .map((odd): [Manifest, string] => [
        failover("db", { redis: { customCommandRenames: odd } }),
        "spec.redis.customCommandRenames",
      ]),
    [failover("db", { redis: ["requirepass x"] }), "spec.redis.customConfig"],
  ];
  for (const [cr, path] of oddities) {
    const conversion = await convert([cr]);
    assertEquals(codes(conversion).filter((code) => code.startsWith("unclear")), [
      `unclear-config ${path}`,
    ], JSON.stringify(cr.spec));
    assertEquals(Object.keys(conversion.project.services), []);
  }
  const off = { redis: { customConfig: null, customCommandRenames: [] } };
  assertEquals(
    codes(await convert([failover("db", off)])).filter((code) => /unclear/.test(code)),
    [],
  );
});
