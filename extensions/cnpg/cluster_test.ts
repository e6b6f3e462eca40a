import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { clusterManifest, read } from "./_testing.ts";
import { readCluster } from "./cluster.ts";

Deno.test("readCluster() has the operator's names when the Cluster says none", () => {
  for (
    const bootstrap of [undefined, null, "text", { initdb: null }, { initdb: { owner: null } }]
  ) {
    const { cluster } = read({ bootstrap });
    assertEquals([cluster.database, cluster.owner], ["app", "app"]);
  }
  const named = read({ bootstrap: { initdb: { database: "orders" } } }).cluster;
  assertEquals([named.database, named.owner], ["orders", "orders"]);
  const recovered = read({ bootstrap: { recovery: { database: "a", owner: "b" } } }).cluster;
  assertEquals([recovered.database, recovered.owner], ["a", "b"]);
});

Deno.test("readCluster() leaves out a Cluster whose name is none, and says so", () => {
  for (
    const [name, namespace] of [["../x", "shop"], ["a/b", "shop"], ["A", "shop"], ["a", "../b"]]
  ) {
    const ctx = testContext([]);
    assertEquals(
      readCluster(clusterManifest({}, name, namespace), ctx),
      undefined,
    );
    assertEquals(said(ctx), ["bad-name metadata.name"]);
  }
});

Deno.test("readCluster() has a default in place of a name that can't be", () => {
  const { cluster, ctx } = read({ bootstrap: { initdb: { database: "a\0", owner: "b" } } });
  assertEquals([cluster.database, cluster.owner], ["app", "b"]);
  assertEquals(said(ctx), ["bad-name spec.bootstrap.initdb.database"]);
});
