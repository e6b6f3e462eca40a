import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { operators, read } from "./_testing.ts";
import { clusterOf, poolerServices, sayPoolers } from "./poolers.ts";

const pooler = operators("Pooler", "pool", { cluster: { name: "db" } });

Deno.test("poolerServices() has a Service for each Pooler", () => {
  const services = poolerServices([pooler], read().cluster);
  assertEquals(services.map(({ metadata }) => metadata.name), ["pool"]);
});

Deno.test("poolerServices() leaves out a name that is none, and sayPoolers() says so", () => {
  const { cluster, ctx } = read();
  const bad = operators("Pooler", "../pool", { cluster: { name: "db" } });
  sayPoolers([bad], ctx);
  assertEquals([poolerServices([bad], cluster), said(ctx)], [[], ["bad-name metadata.name"]]);
});

Deno.test("sayPoolers() says that there is no pooling", () => {
  const { ctx } = read();
  ctx.aliasMap.set("shop/pool", ["db"]);
  sayPoolers([pooler], ctx);
  assertEquals(said(ctx), ["no-pooling spec.pgbouncer"]);
});

Deno.test("sayPoolers() says so when there is no such Cluster", () => {
  for (const spec of [{ cluster: { name: "none" } }, null, { cluster: "text" }]) {
    const ctx = testContext([]);
    sayPoolers([operators("Pooler", "pool", spec)], ctx);
    assertEquals(said(ctx), ["missing-cluster spec.cluster"]);
  }
});

Deno.test("sayPoolers() says nothing when the user excludes the Cluster", () => {
  const ctx = testContext([], { config: { exclude: ["d*"] } });
  sayPoolers([pooler], ctx);
  assertEquals(said(ctx), []);
});

Deno.test("sayPoolers() says so when the Pooler is another API's", () => {
  const ctx = testContext([]);
  sayPoolers([{ ...pooler, apiVersion: "other/v1" }], ctx);
  assertEquals(said(ctx), ["foreign-kind apiVersion"]);
});

Deno.test("clusterOf() is empty when none is named", () => {
  assertEquals([pooler, operators("Pooler", "a")].map(clusterOf), ["db", ""]);
});
