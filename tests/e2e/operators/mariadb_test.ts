/**
 * Applications that keep what they have in a MariaDB of mariadb-operator's.
 *
 * @module
 */

import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { browse } from "../_chart.ts";
import type { Stack } from "../_stack.ts";
import { applicationTest, NAMESPACE, resource, restart } from "./_application.ts";

const API = "k8s.mariadb.com/v1alpha1";

const SERVER = resource(API, "MariaDB", "posts", {
  image: "mariadb:11.8.8",
  rootPasswordSecretKeyRef: { name: "posts-root", key: "password", generate: true },
  database: "blog",
  username: "blog",
  passwordSecretKeyRef: { name: "posts-blog", key: "password", generate: true },
  storage: { size: "1Gi" },
});

const IMAGE = { "mariadb:11.8.8": "mariadb" } as const;

/** Whether a user gets in from the network, with its password. */
async function logsIn(stack: Stack, user: string, password: string): Promise<boolean> {
  const host = `posts.${NAMESPACE}.svc.cluster.local`;
  const line = `MYSQL_PWD='${password}' mariadb --host=${host} --user=${user} --execute='DO 0'`;
  const { code } = await stack.docker(["exec", "-T", "posts", "sh", "-c", line], { anyCode: true });
  return code === 0;
}

applicationTest({
  operator: "mariadb",
  application: "wordpress",
  does: "installs itself, lets its author in, and keeps the blog over down and up",
  values: {
    url: "http://blog.example.test",
    salt: "pinch",
    externalDatabase: {
      host: `posts.${NAMESPACE}.svc.cluster.local`,
      database: "blog",
      user: "blog",
      existingSecret: "posts-blog",
    },
  },
  resources: [SERVER],
  images: { ...IMAGE, "wordpress:6.1.9": "wordpress" },
  async check(stack) {
    const url = "blog.example.test";
    const form = (fields: Record<string, string>) =>
      Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
    await stack.eventually(
      () => browse(stack, `${url}/wp-admin/install.php`),
      ({ status, body }) => status === 200 && body.includes("user_name"),
      120_000,
    );
    const installed = await browse(
      stack,
      `${url}/wp-admin/install.php?step=2`,
      ...form({
        weblog_title: "Tea for two",
        user_name: "author",
        admin_password: "Assam & Darjeeling",
        admin_password2: "Assam & Darjeeling",
        pw_weak: "on",
        admin_email: "author@example.test",
      }),
    );
    assertStringIncludes(installed.body, "Success!");

    const signIn = (password: string) =>
      browse(stack, `${url}/wp-login.php`, ...form({ log: "author", pwd: password }));
    const isRead = async () => {
      const { body } = await stack.eventually(
        () => browse(stack, `${url}/?rest_route=/wp/v2/posts`),
        ({ status }) => status === 200,
        120_000,
      );
      assertMatch(body, /Hello world!/);
      assertMatch((await browse(stack, `${url}/?rest_route=/`)).body, /"name":"Tea for two"/);
      assertEquals((await signIn("Assam & Darjeeling")).status, 302);
    };
    await isRead();
    assertEquals((await signIn("guessed")).status, 200);
    await restart(stack);
    await isRead();

    const { WORDPRESS_DB_PASSWORD: password } = stack.compose.services.wordpress.environment;
    assertEquals(await logsIn(stack, "blog", password), true);
    assertEquals(await logsIn(stack, "blog", "guessed"), false);
    assertEquals(await logsIn(stack, "root", "guessed"), false);
  },
});

applicationTest({
  operator: "mariadb",
  application: "mysqld-exporter",
  does: "tells of the server by the address of a Connection, with the rights of its Grant",
  values: { mysql: { existingSecret: "meter-connection" } },
  resources: [
    SERVER,
    resource(API, "User", "meter", {
      mariaDbRef: { name: "posts" },
      passwordSecretKeyRef: { name: "meter-password", key: "password", generate: true },
      maxUserConnections: 3,
    }),
    resource(API, "Grant", "meter", {
      mariaDbRef: { name: "posts" },
      privileges: ["PROCESS", "BINLOG MONITOR", "SELECT"],
      database: "*",
      table: "*",
      username: "meter",
    }),
    resource(API, "Connection", "meter", {
      mariaDbRef: { name: "posts" },
      username: "meter",
      passwordSecretKeyRef: { name: "meter-password", key: "password" },
      secretName: "meter-connection",
      secretTemplate: {
        key: "dsn",
        format: "{{ .Username }}:{{ .Password }}@({{ .Host }}:{{ .Port }})/",
      },
    }),
  ],
  images: { ...IMAGE, "quay.io/prometheus/mysqld-exporter:0.14.0": "mysqld-exporter" },
  async check(stack) {
    const { body } = await stack.eventually(
      () => browse(stack, "exporter.example.test/metrics"),
      ({ body }) => /^mysql_up 1$/m.test(body),
      120_000,
    );
    assertMatch(body, /^mysql_global_status_threads_connected \d/m);
    const { DATA_SOURCE_NAME: address } = stack.compose.services["mysqld-exporter"].environment;
    const [, password] = address.match(/^meter:(.*)@\(/);
    assertEquals(await logsIn(stack, "meter", password), true);
    assertEquals(await logsIn(stack, "meter", "guessed"), false);
    const write = `MYSQL_PWD='${password}' mariadb --user=meter --execute='CREATE DATABASE own'`;
    const { code, stderr } = await stack.docker(["exec", "-T", "posts", "sh", "-c", write], {
      anyCode: true,
    });
    assertEquals(code, 1);
    assertStringIncludes(stderr, "Access denied");
  },
});
