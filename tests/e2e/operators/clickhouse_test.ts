/**
 * Applications that keep what they have in a ClickHouse of Altinity's operator.
 *
 * @module
 */

import { assertEquals, assertMatch } from "@std/assert";
import type { Stack } from "../_stack.ts";
import { applicationTest, NAMESPACE, resource, restart, secret } from "./_application.ts";

const SERVER = "chi-stats-main-0-0";

/** Asks the server as a user would, from the network. */
async function ask(stack: Stack, user: string, password: string, query: string) {
  const host = `clickhouse-stats.${NAMESPACE}.svc.cluster.local`;
  const line =
    `clickhouse-client --host=${host} --user='${user}' --password='${password}' --query="${query}" 2>&1`;
  const { stdout } = await stack.docker(["exec", "-T", SERVER, "sh", "-c", line], {
    anyCode: true,
  });
  return stdout.trim();
}

applicationTest({
  operator: "clickhouse",
  application: "clickhouse-migrations",
  does: "makes its tables in the installation, and what is in them stays over down and up",
  values: {
    clickhouse: {
      host: `clickhouse-stats.${NAMESPACE}.svc.cluster.local`,
      database: "shop",
      user: "shop",
      existingSecret: "stats-users",
      passwordKey: "shop",
    },
    migrations: {
      "001_visits.sql":
        "CREATE TABLE IF NOT EXISTS visits (day Date, page String) ENGINE = MergeTree(day, (page), 8192);",
      "002_first.sql": "INSERT INTO visits SELECT toDate('2026-12-01'), 'Assam';",
    },
  },
  resources: [
    secret("stats-users", { shop: "tea-for-two" }),
    resource("clickhouse.altinity.com/v1", "ClickHouseInstallation", "stats", {
      configuration: {
        users: {
          "shop/k8s_secret_password": "stats-users/shop",
          "shop/networks/ip": ["::/0"],
          "shop/profile": "default",
        },
        clusters: [{ name: "main", layout: { shardsCount: 2, replicasCount: 2 } }],
      },
      defaults: { templates: { dataVolumeClaimTemplate: "data" } },
      templates: {
        volumeClaimTemplates: [{
          name: "data",
          spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
        }],
      },
    }),
  ],
  images: {
    "clickhouse/clickhouse-server:25.8": "clickhouse",
    "clickhouse-migrations:0.16.0": "clickhouse-migrations",
  },
  async check(stack) {
    const pages = () =>
      stack.eventually(
        () => ask(stack, "shop", "tea-for-two", "SELECT page FROM shop.visits"),
        (text) => text === "Assam",
        120_000,
      );
    await pages();
    const refused = /Wrong password|Authentication failed|Unknown user|not allowed/i;
    assertMatch(await ask(stack, "shop", "guessed", "SELECT 1"), refused);
    assertMatch(await ask(stack, "clickhouse_operator", "guessed", "SELECT 1"), refused);
    await restart(stack);
    // The migrations run again, and find that they have been.
    await pages();
    assertEquals(
      await ask(stack, "shop", "tea-for-two", "SELECT count() FROM shop.schema_versions"),
      "2",
    );
  },
});
