import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { object } from "./_testing.ts";
import { Grants } from "./grants.ts";
import { GROUP } from "./group.ts";

const ROUTE = { kind: "HTTPRoute", namespace: "shop" };
const SERVICE = { group: "", kind: "Service", namespace: "data", name: "db" };

function allows(from: object, to: object): boolean {
  const grant = object("ReferenceGrant", "grant", { from: [from], to: [to] }, "data");
  return new Grants(testContext([grant])).allow(ROUTE, SERVICE);
}

Deno.test("allow() takes references within a namespace, and those that are granted", () => {
  const from = { group: GROUP, kind: "HTTPRoute", namespace: "shop" };
  const to = { group: "", kind: "Service" };
  const none = new Grants(testContext([]));
  assertEquals(none.allow(ROUTE, { ...SERVICE, namespace: "shop" }), true);
  assertEquals(none.allow(ROUTE, SERVICE), false);
  assertEquals(allows(from, to), true);
  assertEquals(allows(from, { ...to, name: "db" }), true);
});

Deno.test("allow() takes no grant of another object, kind, group or namespace", () => {
  const from = { group: GROUP, kind: "HTTPRoute", namespace: "shop" };
  const to = { group: "", kind: "Service" };
  assertEquals(allows({ ...from, namespace: "other" }, to), false);
  assertEquals(allows({ ...from, kind: "GRPCRoute" }, to), false);
  assertEquals(allows({ ...from, group: "example.com" }, to), false);
  assertEquals(allows(from, { ...to, kind: "Secret" }), false);
  assertEquals(allows(from, { ...to, group: "example.com" }), false);
  assertEquals(allows(from, { ...to, name: "web" }), false);
});
