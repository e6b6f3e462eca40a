import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { withClickHouse } from "../../tools/running_clickhouse.ts";
import { convert, installation, object } from "./_testing.ts";

const HOSTILE = `p"a\\s's <x>&amp;]]> $(id) \`id\` é`;

Deno.test({
  ...needsTool(
    "ClickHouse lets users of an installation in from where they may connect, and has its clusters",
    "/usr/sbin/clickhouse-server",
    "Debian's clickhouse-server",
  ),
  async fn() {
    const conversion = await convert([
      installation({
        users: {
          "app/password": HOSTILE,
          "app/networks/ip": ["127.0.0.2", "10.0.0.0/255.0.0.0"],
          "hashed/password_sha256_hex":
            "65e84be33532fb784c48129675f9eff3a682b27168c0ea744b2cf58ee02337c5",
          "secret/k8s_secret_env_password": "login/word",
          "named/password": { valueFrom: { secretKeyRef: { name: "login", key: "word" } } },
          "gone/k8s_secret_env_password": "gone/word",
          "limited/password": "x",
          "limited/profile": "narrow",
          "bad name/password": "x",
          'x"><networks/ip': "::/0",
        },
        profiles: { "narrow/readonly": 1, "narrow/max_threads": 3 },
        quotas: { "small/interval/duration": 3600, "small/interval/queries": 1 },
        settings: { "keep_alive_timeout": 7, "macros/extra": "<a>&\"'" },
        files: {
          "config.d/more.xml": "<clickhouse><macros><file>yes</file></macros></clickhouse>",
        },
        clusters: [{ name: "main", layout: { shardsCount: 2, replicasCount: 2 } }],
      }),
      object("Secret", "login", { stringData: { word: HOSTILE } }),
    ]);
    await withClickHouse(conversion, "chi-db-main-0-0", async ({ ask }) => {
      const free = ["default", ""] as const;
      assertEquals(await ask("SELECT 1", free), [200, "1"]);
      await assertRefused(ask("SELECT 1", free, "127.0.0.2"));
      await assertRefused(ask("SELECT 1", ["default", "x"]));
      for (const from of ["127.0.0.1", "127.0.0.2"]) {
        assertEquals(await ask("SELECT 1", ["app", header(HOSTILE)], from), [200, "1"]);
      }
      await assertRefused(ask("SELECT 1", ["app", header(HOSTILE)], "127.0.0.3"));
      await assertRefused(ask("SELECT 1", ["app", "default"]));
      assertEquals(await ask("SELECT 1", ["hashed", "qwerty"]), [200, "1"]);
      for (const user of ["secret", "named"]) {
        assertEquals(await ask("SELECT 1", [user, header(HOSTILE)]), [200, "1"], user);
        await assertRefused(ask("SELECT 1", [user, header(HOSTILE)], "127.0.0.2"));
      }
      // The server takes a variable that is not there for an empty password.
      await assertRefused(ask("SELECT 1", ["gone", ""]));
      // The operator gives users a password that have none.
      await assertRefused(ask("SELECT 1", ["clickhouse_operator", ""]));
      const threads = "SELECT value FROM system.settings WHERE name = 'max_threads'";
      assertEquals(await ask(threads, ["limited", "x"]), [200, "3"]);
      const [, said] = await ask("CREATE DATABASE x", ["limited", "x"]);
      assertStringIncludes(said, "readonly");
      const clusters =
        "SELECT DISTINCT cluster, shard_num, replica_num FROM system.clusters ORDER BY cluster";
      assertEquals(
        await ask(clusters, free),
        [
          200,
          ["all-clusters", "all-replicated", "all-sharded", "main"].map((one) => `${one}\t1\t1`)
            .join("\n"),
        ],
      );
      const macros = "SELECT macro, substitution FROM system.macros ORDER BY macro";
      assertEquals(await ask(`${macros} FORMAT TSVRaw`, free), [
        200,
        [
          "all-sharded-shard\t0",
          "cluster\tmain",
          "extra\t<a>&\"'",
          "file\tyes",
          "installation\tdb",
          "replica\tchi-db-main-0-0",
          "shard\t0",
        ].join("\n"),
      ]);
      // A table over the cluster writes to, and reads from, the one server.
      for (
        const query of [
          "CREATE TABLE events (n UInt8) ENGINE = MergeTree ORDER BY n",
          "CREATE TABLE all_events AS events ENGINE = Distributed(main, default, events, n)",
          "INSERT INTO all_events VALUES (1), (2)",
        ]
      ) {
        assertEquals(await ask(query, free), [200, ""], query);
      }
      let rows = "0";
      for (let tries = 0; rows !== "2" && tries < 100; tries++) {
        [, rows] = await ask("SELECT count() FROM all_events", free);
        if (rows !== "2") await new Promise((resolve) => setTimeout(resolve, 100));
      }
      assertEquals(rows, "2");
    });
  },
});

/** Nobody is let in who has another password, or comes from elsewhere. */
async function assertRefused(answer: Promise<[number, string]>): Promise<void> {
  const [status, said] = await answer;
  assertEquals(status === 200, false);
  assertMatch(said, /Wrong password|not allowed to connect|Password required/);
}

/** A header holds bytes. */
function header(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}
