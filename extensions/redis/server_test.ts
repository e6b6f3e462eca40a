import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { isInstalled, needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { until, withServer } from "../../tools/running_redis.ts";
import { AUTH, convert, failover, HOSTILE, object, opstree } from "./_testing.ts";

const password = { redisSecret: { name: "auth", key: "password" } };

function withRedis(name: string, fn: () => Promise<void>): void {
  const needs = isInstalled("redis-server")
    ? needsTool(name, "openssl", "Debian's openssl")
    : needsTool(name, "redis-server", "Debian's redis-server");
  Deno.test({ ...needs, fn });
}

withRedis("Redis runs as a Redis says, and asks for its password", async () => {
  const conversion = await convert([
    opstree("Redis", "db", {
      kubernetesConfig: { ...password, resources: { limits: { memory: "128Mi" } } },
      storage: { volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"] } } },
      redisConfig: {
        additionalRedisConfig: "more",
        maxMemoryPercentOfLimit: 50,
        dynamicConfig: [
          "maxmemory-policy allkeys-lru",
          "save 60 1 300 10",
          "notify-keyspace-events",
        ],
      },
    }),
    object("ConfigMap", "more", { data: { "redis-additional.conf": "tcp-keepalive 42\n" } }),
    AUTH,
  ]);
  await withServer(conversion, "db", async ({ ask }) => {
    assertStringIncludes(await ask(["get", "a"]), "NOAUTH");
    assertEquals(await ask(["set", "a", "1"], HOSTILE), "OK");
    const settings: Record<string, string> = {
      "tcp-keepalive": "42",
      maxmemory: "67108864",
      "maxmemory-policy": "allkeys-lru",
      save: "60 1 300 10",
      appendonly: "yes",
    };
    for (const [setting, value] of Object.entries(settings)) {
      assertEquals(await ask(["config", "get", setting], HOSTILE), `${setting}\n${value}`);
    }
  });
});

withRedis("Redis does not start open when its Secret has no password", async () => {
  for (const nothing of ["", "\n", "\r\n"]) {
    const conversion = await convert([
      opstree("Redis", "db", { kubernetesConfig: password }),
      object("Secret", "auth", { stringData: { password: nothing } }),
    ]);
    const error = await assertRejects(() => withServer(conversion, "db", () => Promise.resolve()));
    assertStringIncludes(String(error), 'the key "password" of the Secret "auth" has none');
  }
});

withRedis(
  "the one member of a RedisCluster has all slots, and sends clients to its name",
  async () => {
    const conversion = await convert([
      opstree("RedisCluster", "rc", { clusterSize: 3, kubernetesConfig: password }),
      AUTH,
    ]);
    await withServer(conversion, "rc-leader", async ({ ask, port }) => {
      // A master waits for two seconds before it takes part.
      const info = await until(
        (answer) => answer.includes("cluster_state:ok"),
        () => ask(["cluster", "info"], HOSTILE),
      );
      assertStringIncludes(info, "cluster_state:ok");
      const [first, last, host, itsPort] = (await ask(["cluster", "slots"], HOSTILE)).split("\n");
      assertEquals([first, last, host, itsPort], ["0", "16383", "localhost", String(port)]);
      assertEquals(await ask(["-c", "mset", "{a}1", "1", "{a}2", "2"], HOSTILE), "OK");
      assertEquals(await ask(["-c", "get", "{a}2"], HOSTILE), "2");
    });
  },
);

withRedis("a RedisSentinel knows the master of its RedisReplication by name", async () => {
  const conversion = await convert([
    opstree("RedisReplication", "rr", { clusterSize: 3, kubernetesConfig: password }),
    opstree("RedisSentinel", "guard", {
      clusterSize: 3,
      kubernetesConfig: password,
      redisSentinelConfig: {
        redisReplicationName: "rr",
        masterGroupName: "shop",
        failoverTimeout: "7000",
        redisReplicationPassword: { secretKeyRef: { name: "auth", key: "password" } },
      },
    }),
    AUTH,
  ]);
  await withServer(conversion, "rr", async (master) => {
    assertStringIncludes(await master.ask(["role"], HOSTILE), "master");
    await withServer(conversion, "guard-sentinel", async ({ ask }) => {
      const address = await ask(["sentinel", "get-master-addr-by-name", "shop"], HOSTILE);
      assertEquals(address, `localhost\n${master.port}`);
      const known = await until(
        (answer) => /^flags\nmaster$/m.test(answer),
        () => ask(["sentinel", "master", "shop"], HOSTILE),
      );
      assertStringIncludes(known, "flags\nmaster\n");
      assertStringIncludes(known, "failover-timeout\n7000");
      assertStringIncludes(await ask(["sentinel", "master", "shop"]), "NOAUTH");
    }, { ports: { 6379: master.port } });
  });
});

withRedis("the sentinel of a RedisReplication knows its master by name", async () => {
  const conversion = await convert([
    opstree("RedisReplication", "rr", {
      clusterSize: 3,
      kubernetesConfig: password,
      sentinel: { size: 3 },
    }),
    AUTH,
  ]);
  await withServer(conversion, "rr", async (master) => {
    await withServer(conversion, "rr-s", async ({ ask }) => {
      const address = await ask(["sentinel", "get-master-addr-by-name", "mymaster"]);
      assertEquals(address, `localhost\n${master.port}`);
      const known = await until(
        (answer) => /^flags\nmaster$/m.test(answer),
        () => ask(["sentinel", "master", "mymaster"]),
      );
      assertStringIncludes(known, "flags\nmaster\n");
    }, { ports: { 6379: master.port } });
  });
});

withRedis("a RedisFailover's server and sentinel run as it says", async () => {
  const conversion = await convert([
    failover("rf", {
      auth: { secretPath: "auth" },
      redis: {
        customConfig: [
          "maxclients 100",
          'save ""',
          "client-output-buffer-limit normal 0 0 0 slave 1 1 1",
        ],
        customCommandRenames: [{ from: "FLUSHALL", to: "" }],
      },
      sentinel: { customConfig: ["down-after-milliseconds 3000"] },
    }),
    AUTH,
  ]);
  await withServer(conversion, "rfr-rf", async (server) => {
    assertEquals(await server.ask(["config", "get", "maxclients"], HOSTILE), "maxclients\n100");
    assertEquals(await server.ask(["config", "get", "save"], HOSTILE), "save");
    assertStringIncludes(await server.ask(["flushall"], HOSTILE), "unknown command");
    assertEquals(
      await server.ask(["--user", "pinger", "--pass", "pingpass", "--no-auth-warning", "ping"]),
      "PONG",
    );
    await withServer(conversion, "rfs-rf", async ({ ask }) => {
      const address = await ask(["sentinel", "get-master-addr-by-name", "mymaster"]);
      assertEquals(address, `localhost\n${server.port}`);
      const known = await until(
        (answer) => /^flags\nmaster$/m.test(answer),
        () => ask(["sentinel", "master", "mymaster"]),
      );
      assertStringIncludes(known, "flags\nmaster\n");
      assertStringIncludes(known, "down-after-milliseconds\n3000");
    }, { ports: { 6379: server.port } });
  });
});

withRedis("Redis speaks TLS alone, and knows the users of its ACL, as a Redis says", async () => {
  const certificate = await runTestTool("openssl", [
    ..."req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1".split(" "),
    ...["-subj", "/CN=localhost", "-keyout", "-", "-out", "-"],
  ]);
  const pem = (what: string) =>
    new RegExp(`-----BEGIN ${what}-----[^]*-----END ${what}-----\n`).exec(certificate.said)![0];
  const conversion = await convert([
    opstree("Redis", "db", {
      kubernetesConfig: {},
      TLS: { ca: "ca.crt", secret: { secretName: "tls" } },
      acl: { secret: { secretName: "users" } },
    }),
    object("Secret", "tls", {
      stringData: {
        "ca.crt": pem("CERTIFICATE"),
        "tls.crt": pem("CERTIFICATE"),
        "tls.key": pem("PRIVATE KEY"),
      },
    }),
    object("Secret", "users", {
      stringData: { "user.acl": "user default on nopass +ping +acl\nuser app on >pw ~* +@all\n" },
    }),
  ]);
  await withServer(conversion, "db", async ({ ask }) => {
    const tls = ["--tls", "--insecure"];
    assertEquals(await ask([...tls, "acl", "whoami"]), "default");
    assertStringIncludes(await ask([...tls, "get", "a"]), "NOPERM");
    assertEquals(
      await ask([...tls, "--user", "app", "--pass", "pw", "--no-auth-warning", "set", "a", "1"]),
      "OK",
    );
  }, { arguments: ["--tls", "--insecure"] });
});
