import { assertEquals } from "@std/assert";
import { mount } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { redisConfig } from "./redis_config.ts";

function configOf(files: Record<string, string>, role = "master.conf") {
  const ctx = testContext([]);
  for (const [name, content] of Object.entries(files)) {
    ctx.files.write(`configmaps/redis/${name}`, content);
  }
  const etc = mount("./configmaps/redis", "/opt/bitnami/redis/mounted-etc", { readOnly: true });
  const service = { volumes: [etc] };
  const config = redisConfig({ name: "x", service, image: { name: "redis" } }, role, "/etc/r", ctx);
  return { ...config, files: Object.fromEntries(config.files) };
}

Deno.test("redisConfig() includes the settings of every server and those of the role", () => {
  const files = { "redis.conf": "appendonly yes", "master.conf": "a 1\n", "replica.conf": "b 2\n" };
  assertEquals(configOf(files), {
    files: { "redis.conf": "appendonly yes\n", "master.conf": "a 1\n" },
    included: ["redis.conf", "master.conf"],
    left: [],
    guards: [],
    isSecret: false,
  });
  assertEquals(configOf(files, "replica.conf").included, ["redis.conf", "replica.conf"]);
});

Deno.test("redisConfig() leaves out files that say nothing", () => {
  assertEquals(configOf({ "redis.conf": "# nothing\n\n", "master.conf": "" }), {
    files: {},
    included: [],
    left: [],
    guards: [],
    isSecret: false,
  });
});

Deno.test("redisConfig() changes the paths of Bitnami's image, or leaves the line out", () => {
  assertEquals(
    configOf({
      "redis.conf": [
        "# /opt/bitnami/redis",
        "aclfile /opt/bitnami/redis/etc/users.acl",
        "dir /bitnami/redis/data",
        "loadmodule /opt/bitnami/redis/lib/json.so",
      ].join("\n"),
      "users.acl": "user app on",
    }),
    {
      files: {
        "redis.conf": "# /opt/bitnami/redis\naclfile /etc/r/users.acl\ndir /data\n",
        "users.acl": "user app on",
      },
      included: ["redis.conf"],
      left: ['"loadmodule /opt/bitnami/redis/lib/json.so"'],
      guards: [],
      isSecret: false,
    },
  );
});

Deno.test("redisConfig() names what says who may come in, in files that are not there", () => {
  const { files, left, guards } = configOf({
    "redis.conf": [
      "aclfile /opt/bitnami/redis/etc/users.acl",
      "include /opt/bitnami/redis/etc/more.conf",
      "tls-ca-cert-file /opt/bitnami/redis/certs/ca.crt",
    ].join("\n"),
  });
  assertEquals(Object.keys(files), ["redis.conf"]);
  assertEquals(left, []);
  assertEquals(guards, [
    '"include /opt/bitnami/redis/etc/more.conf"',
    '"tls-ca-cert-file /opt/bitnami/redis/certs/ca.crt"',
    "aclfile users.acl",
  ]);
});
