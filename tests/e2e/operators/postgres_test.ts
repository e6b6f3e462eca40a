/**
 * Applications that keep what they have in a PostgreSQL of CloudNativePG's, or of Zalando's operator.
 *
 * @module
 */

import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { browse } from "../_chart.ts";
import type { Stack } from "../_stack.ts";
import { applicationTest, NAMESPACE, resource, restart } from "./_application.ts";

/** A server, and how its operator tells an application of it. */
interface Database {
  operator: string;
  resource: Record<string, unknown>;
  image: string;
  /** The container. */
  service: string;
  /** The host that the operator promises. */
  host: string;
  /** Values of Miniflux's chart. */
  miniflux: Record<string, unknown>;
  /** The Secret of the database's owner. */
  secret: string;
}

const DATABASES: Database[] = [
  {
    operator: "cnpg",
    resource: resource("postgresql.cnpg.io/v1", "Cluster", "feeds", {
      instances: 3,
      imageName: "ghcr.io/cloudnative-pg/postgresql:15.18",
      bootstrap: { initdb: { database: "feeds", owner: "feeds" } },
      storage: { size: "1Gi" },
    }),
    image: "postgres:15.18",
    service: "feeds",
    host: `feeds-rw.${NAMESPACE}.svc`,
    // With its authority given, it looks at the server's certificate.
    miniflux: { existingSecret: "feeds-app", uriKey: "uri", caSecret: "feeds-ca" },
    secret: "feeds-app",
  },
  {
    operator: "zalando-postgres",
    resource: resource("acid.zalan.do/v1", "postgresql", "acme-feeds", {
      teamId: "acme",
      numberOfInstances: 2,
      postgresql: { version: "15" },
      users: { feeds: [] },
      databases: { feeds: "feeds" },
      volume: { size: "1Gi" },
    }),
    image: "postgres:15",
    service: "acme-feeds",
    host: `acme-feeds.${NAMESPACE}`,
    miniflux: {
      existingSecret: "feeds.acme-feeds.credentials.postgresql.acid.zalan.do",
      host: `acme-feeds.${NAMESPACE}`,
      name: "feeds",
      sslmode: "require",
    },
    secret: "feeds.acme-feeds.credentials.postgresql.acid.zalan.do",
  },
];

for (const { operator, image, service, host, ...database } of DATABASES) {
  /** Whether somebody gets in from the network. */
  const logsIn = async (stack: Stack, password: string) => {
    const address = `host=${host} user=feeds dbname=feeds password=${password} sslmode=require`;
    const line = `psql '${address}' --command 'SELECT 1'`;
    const { code } = await stack.docker(["exec", "-T", service, "sh", "-c", line], {
      anyCode: true,
    });
    return code === 0;
  };

  applicationTest({
    operator,
    application: "miniflux",
    does: "migrates its database and keeps what it is told over down and up",
    values: { admin: { password: "tea-for-two" }, database: database.miniflux },
    resources: [database.resource],
    images: { [image]: "postgres", "miniflux/miniflux:2.3.5": "miniflux" },
    async check(stack) {
      const ask = (password: string, ...flags: string[]) =>
        browse(
          stack,
          "reader.example.test/v1/categories",
          ...["--user", `admin:${password}`, ...flags],
        );
      const isThere = (answer: { status: number }) => answer.status === 200;
      await stack.eventually(() => ask("tea-for-two"), isThere, 120_000);
      const made = await ask("tea-for-two", "--json", '{"title":"Assam"}');
      assertEquals(made.status, 201, made.body);
      assertEquals((await ask("guessed")).status, 401);
      assertEquals(await logsIn(stack, "guessed"), false);

      await restart(stack);
      const { body } = await stack.eventually(() => ask("tea-for-two"), isThere, 120_000);
      assertMatch(body, /"title":"Assam"/);
      const categories = "SELECT count(*) FROM categories WHERE title = '\\''Assam'\\''";
      assertEquals(
        await stack.sh(service, `psql -U postgres -d feeds -Atc '${categories}'`),
        "1",
      );
    },
  });

  applicationTest({
    operator,
    application: "postgres-exporter",
    does: "tells of the server as the owner of its database, and as nobody else",
    values: {
      config: { datasource: { host, database: "feeds", existingSecret: database.secret } },
    },
    resources: [database.resource],
    images: {
      [image]: "postgres",
      "quay.io/prometheuscommunity/postgres-exporter:0.11.1": "postgres-exporter",
    },
    async check(stack) {
      const { body } = await stack.eventually(
        () => browse(stack, "exporter.example.test/metrics"),
        ({ body }) => /^pg_up 1$/m.test(body),
        120_000,
      );
      assertMatch(body, /^pg_database_size_bytes\{datname="feeds"/m);
      const user = stack.compose.services["postgres-exporter"].environment;
      assertEquals(user.DATA_SOURCE_USER, "feeds");
      assertNotEquals(user.DATA_SOURCE_PASS, "");
      assertEquals(await logsIn(stack, user.DATA_SOURCE_PASS), true);
      assertEquals(await logsIn(stack, "guessed"), false);
    },
  });
}
