import { assertEquals } from "@std/assert";
import { connectionKeys } from "./connection.ts";

const connection = {
  host: "db-rw",
  namespace: "shop",
  database: "orders",
  username: "owner",
  password: "secret",
};

Deno.test("connectionKeys() has the operator's keys", () => {
  assertEquals(connectionKeys(connection), {
    username: "owner",
    user: "owner",
    password: "secret",
    dbname: "orders",
    host: "db-rw",
    port: "5432",
    pgpass: "db-rw:5432:orders:owner:secret\n",
    uri: "postgresql://owner:secret@db-rw.shop:5432/orders",
    "jdbc-uri": "jdbc:postgresql://db-rw.shop:5432/orders?password=secret&user=owner",
    "fqdn-uri": "postgresql://owner:secret@db-rw.shop.svc.cluster.local:5432/orders",
    "fqdn-jdbc-uri":
      "jdbc:postgresql://db-rw.shop.svc.cluster.local:5432/orders?password=secret&user=owner",
  });
});

Deno.test("connectionKeys() has the short name when the namespace is unknown", () => {
  const { uri, "fqdn-uri": full } = connectionKeys({ ...connection, namespace: "" });
  assertEquals([uri, full], Array(2).fill("postgresql://owner:secret@db-rw:5432/orders"));
});

Deno.test("connectionKeys() keeps a password whole when it has other meanings", () => {
  for (const password of ["a:b@c/d?e#f", "\\:", "100%", "a b+c&d=e", "'\"$()", "ü\u{1f600}"]) {
    const keys = connectionKeys({ ...connection, password });
    const { password: inUri, hostname } = new URL(keys.uri);
    assertEquals([decodeURIComponent(inUri), hostname], [password, "db-rw.shop"]);
    const jdbc = new URL(keys["fqdn-jdbc-uri"].slice("jdbc:".length));
    assertEquals([jdbc.searchParams.get("password"), jdbc.searchParams.size], [password, 2]);
    const fields = keys.pgpass.slice(0, -1).match(/(?:\\.|[^:\\])+/g)!
      .map((field) => field.replace(/\\(.)/g, "$1"));
    assertEquals(fields, ["db-rw", "5432", "orders", "owner", password]);
  }
});

Deno.test("connectionKeys() is for any database when that is a star", () => {
  const { uri, pgpass } = connectionKeys({ ...connection, database: "*" });
  assertEquals(uri, "postgresql://owner:secret@db-rw.shop:5432/*");
  assertEquals(pgpass, "db-rw:5432:*:owner:secret\n");
});
