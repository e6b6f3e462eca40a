import { assert, assertEquals } from "@std/assert";
import { slowdown } from "../../../pacts/_testing.ts";
import { contextOf, service } from "../_testing.ts";
import { hostPlace, isOtherKey, shortNames } from "./host_place.ts";
import { OutsideNames } from "./outside_names.ts";
import { rewriteServiceUrls } from "./service_urls.ts";

/** Names that Services bear, and schemes, users, databases, drivers, images and commands as well. */
const NAMES = ["postgres", "redis", "mysql", "mongodb", "http", "db", "web", "ext-db", "q1"];

/** What the name outside is, which holds none of those. */
const OUTSIDE = "outside.example.org";

/** Texts in which `%` is the name where it is a host, and `@@` where it is none; `key` stands before them. */
const HOSTS: [text: string, key?: string][] = [
  ["@@://u:p@%:5432/app", "DATABASE_URL="],
  ["@@://@@:@@@%:5432/@@", "DATABASE_URL="],
  ["@@://@@:@@@%/@@?sslmode=disable&user=@@", "DATABASE_URL="],
  ["jdbc:@@://%:5432/@@", "SPRING_DATASOURCE_URL="],
  ["@@+asyncpg://@@:@@@%:5432/@@"],
  ["@@://@@:{{ .Values.password }}@%:5432/@@"],
  ["@@://@@:${PASS:?a b}@%:5432/@@"],
  ["'@@://@@:' + password + '@%:5432/@@'"],
  ["@@://a:1,%:27017/@@?replicaSet=@@"],
  ["url: @@://%/0\nname: @@\nuser: @@\n"],
  ['{"url":"@@://@@:@@@%:5432/@@","driver":"@@","host":"%"}'],
  ['[@@]\ndriver = "@@"\nhost = "%"\n@@ = 1\n'],
  ["host=% user=@@ dbname=@@ password=@@"],
  ["Server=%;Database=@@;Uid=@@;Pwd=@@"],
  ["@@:@@@tcp(%:3306)/@@"],
  ["export DB_HOST=% DB_USER=@@\n@@ -h % -U @@ @@\n@@ -h% @@"],
  ["nc -z % 5432; ping -c 1 %; curl -sf %; echo @@"],
  ["servers:\n  - %\n  - '%'\n@@:\n  - @@\n"],
  ['{"hosts": ["%", "a", "%"], "drivers": ["@@", "@@"]}'],
  ["a,%,b:1", "HOSTS="],
  ["%", "DB_HOST="],
  ["%", "PGHOST="],
  ["%", "DB_HOST_NAME="],
  ["%", "REDIS_HOST_1="],
  ["%", "--db-host "],
  ["%:5432"],
  ["%:6379,a:6379", "ADDRS="],
  ["<host>%</host><user>@@</user>"],
  ["'host' => '%', 'driver' => '@@'"],
];

const OTHERS: [text: string, key?: string][] = [
  ["@@", "DB_USER="],
  ["@@", "DB_NAME="],
  ["@@", "DB_DIALECT="],
  ["@@", "PGPASSWORD="],
  ["@@", "SESSION_DRIVER="],
  ["@@", "KIND="],
  ["@@"],
  ["@@:16", "IMAGE="],
  ["@@:latest"],
  ["--add-host @@:10.0.0.1 TARGET=@@:16-alpine server=@@:7.2"],
  ["image: @@:16\n@@:\n  image: @@:2204\n"],
  ["docker://@@/x s3://@@/backup file://@@ /data//@@/x /@@ ./@@ @@/x @@.conf"],
  ["chown @@:1000 /data; chown -R @@:@@ /data; su @@ -c @@"],
  ["upstreams:\n  @@:\n    weight: 1\n"],
  ['{"servers": {"@@": {"weight": 1}}}'],
  ["DB_HOST=\n@@=1"],
  ['["--host=a", "@@"]'],
  ["$@@ ${@@} %(@@)s {{@@}} host=$@@ @@_x x_@@ @@-x x-@@ me@@@ admin@@@"],
  ["create database @@; grant all on @@ to @@;"],
];

for (const name of NAMES) {
  const ctx = contextOf([
    service(`shop/${name}`, undefined, {
      type: "ExternalName",
      externalName: OUTSIDE,
      ports: null,
    }),
  ]);
  const outside = new OutsideNames(ctx.services);
  const rewrite = (text: string, key = "") =>
    outside.rewrite(rewriteServiceUrls(text, "shop", ctx.services, key), "shop", key);
  const fill = (text: string, host: string) => text.replaceAll("@@", name).replaceAll("%", host);

  Deno.test(`hostPlace() is a host where one stands, and nowhere else, when a Service is called ${name}`, () => {
    for (const [text, key] of HOSTS) {
      assertEquals(rewrite(fill(text, name), key), fill(text, OUTSIDE), text);
    }
    for (const [text, key] of OTHERS) {
      const written = text.replaceAll("@@", name);
      assertEquals(rewrite(written, key), written, text);
    }
  });
}

Deno.test("hostPlace() takes a driver for none behind a key that drivers have, and another name for a host", () => {
  const place = (key: string, name: string) => hostPlace(name, { name, at: 0 }, key);
  assertEquals(place("CACHE_BACKEND=", "redis"), "other");
  assertEquals(place("CACHE_BACKEND=", "cache-1"), "host");
  assertEquals(place("BROKER=", "rabbitmq"), "value");
  assertEquals(place("BROKER=", "queue-1"), "host");
});

Deno.test("hostPlace() is a value where a name is all that is said and the key leaves it open", () => {
  const place = (text: string, name: string, key?: string) =>
    hostPlace(text, { name, at: text.indexOf(name) }, key);
  for (
    const [text, name, key] of [
      ["ext-db", "ext-db"],
      ["other: ext-db\n", "ext-db"],
      ["a: {other: ext-db}", "ext-db"],
      ["ext-db", "ext-db", "--to "],
      ["redis", "redis", "REDIS="],
      ["redis", "redis", "CACHE_SERVICE="],
    ] as const
  ) {
    assertEquals(place(text, name, key), "value", text);
  }
  for (
    const [text, name, key] of [
      ["worker", "worker"],
      ["postgres", "postgres", "DB="],
      ["name: ext-db\n", "ext-db"],
      ["run ext-db\n", "ext-db"],
      ["- ext-db\n", "ext-db"],
      ["ext-db", "ext-db", "TOKEN="],
    ] as const
  ) {
    assertEquals(place(text, name, key), "other", text);
  }
});

Deno.test("hostPlace() takes a number behind a colon for a port where a Service has it, or where it may be one", () => {
  const place = (text: string, ...ports: number[]) =>
    hostPlace(text, { name: "redis", at: 0 }, "", new Set(ports));
  assertEquals(["redis:7", "redis:80", "redis:6379"].map((text) => place(text)), [
    "other",
    "host",
    "host",
  ]);
  assertEquals(place("redis:7", 7), "host");
});

Deno.test("isOtherKey() knows keys of users, secrets and drivers, and leaves hosts' alone", () => {
  for (const key of ["DB_USER=", "PGPASSWORD=", "DB_TYPE="]) assert(isOtherKey(key), key);
  for (const key of ["DB_HOSTNAME=", "DB_HOST_NAME=", "REDIS=", ""]) assert(!isOtherKey(key), key);
});

Deno.test("shortNames() finds names behind -h, // and @, not in paths and words", () => {
  const find = (text: string) => [...shortNames(text, (name) => name === "db")].map(({ at }) => at);
  assertEquals(find("db -hdb //db @db /db db.x x-db db_ xdb $db x-hdb"), [0, 5, 10, 14]);
});

for (
  const [name, piece] of [
    ["keys", "host: redis\n"],
    ["a list", "redis, "],
    ["lines of a list", "\n- redis"],
    ["users", "redis://redis:redis@redis/"],
    ["placeholders", "redis:${a}{{b}}"],
    ["bare words", "redis "],
    ["options", "curl -s redis "],
  ] as const
) {
  Deno.test(`hostPlace() takes linear time when a text is long: ${name}`, () => {
    const ctx = contextOf([
      service("shop/redis", undefined, { type: "ExternalName", externalName: OUTSIDE }),
    ]);
    const outside = new OutsideNames(ctx.services);
    const rewrite = (text: string) => outside.rewrite(text, "shop");
    assert(slowdown((size) => piece.repeat(size / piece.length), rewrite) < 10);
  });
}
