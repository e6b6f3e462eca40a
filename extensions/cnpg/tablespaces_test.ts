import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { read } from "./_testing.ts";
import { tablespacesOf } from "./tablespaces.ts";

function of(tablespaces: unknown) {
  const { cluster, ctx } = read({ tablespaces });
  return { tablespaces: tablespacesOf(cluster, ctx), said: said(ctx) };
}

Deno.test("tablespacesOf() has the operator's claims", () => {
  assertEquals(of([{ name: "very_fast", owner: { name: "me" }, temporary: true }]), {
    tablespaces: [{
      name: "very_fast",
      owner: "me",
      temporary: true,
      claim: "db-1-tbs-very-fast",
      mountPath: "/tablespaces/very_fast",
      location: "/tablespaces/very_fast/data",
    }],
    said: [],
  });
});

Deno.test("tablespacesOf() is empty when there are none", () => {
  for (const none of [undefined, null, {}, "a", [null]]) {
    assertEquals(of(none), { tablespaces: [], said: [] });
  }
});

Deno.test("tablespacesOf() leaves out what can't be a path, and says so", () => {
  for (const name of ["../x", "a/b", "", null, "pg_x", "a b", "a:b", "a;b"]) {
    assertEquals(of([{ name }]), { tablespaces: [], said: ["bad-tablespace spec.tablespaces[0]"] });
  }
  const twice = of([{ name: "a_b" }, { name: "a_b" }]);
  assertEquals([twice.tablespaces.length, twice.said], [1, ["bad-tablespace spec.tablespaces[1]"]]);
});
