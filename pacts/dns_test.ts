import { assert, assertEquals } from "@std/assert";
import { slowdown } from "./_testing.ts";
import { rewriteK8sDns } from "./dns.ts";

Deno.test("rewriteK8sDns() shortens a cluster name when it ends in svc or svc.cluster.local", () => {
  assertEquals(rewriteK8sDns("db.data.svc"), "db");
  assertEquals(rewriteK8sDns("db.data.svc.cluster.local"), "db");
  assertEquals(
    rewriteK8sDns("a=http://db.data.svc:80/,b=my-web.shop.svc.cluster.local:8080"),
    "a=http://db:80/,b=my-web:8080",
  );
});

Deno.test("rewriteK8sDns() leaves a name alone when it is not a Service's", () => {
  const names = [
    "db.data",
    "db.data.svcs",
    "db.data.svc-x",
    "db-0.db.data.svc",
    "example.com",
    "x_db.data.svc",
    ".svc",
  ];
  for (const name of names) assertEquals(rewriteK8sDns(name), name);
});

Deno.test("rewriteK8sDns() takes linear time when a name is long", () => {
  assert(slowdown((size) => "a".repeat(size), rewriteK8sDns) < 10);
  assert(slowdown((size) => "a.".repeat(size / 2), rewriteK8sDns) < 10);
});
