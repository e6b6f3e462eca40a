import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { middleware } from "./_testing.ts";
import { findByReference, referenceOf } from "./names.ts";

Deno.test("referenceOf() takes the namespace of whoever refers", () => {
  assertEquals(referenceOf({ name: "a" }, "shop"), "shop-a@kubernetescrd");
  assertEquals(referenceOf({ name: "a", namespace: "b" }, "shop"), "b-a@kubernetescrd");
  assertEquals(referenceOf({ name: "a@file" }, "shop"), "a@file");
  assertEquals(referenceOf(null, "shop"), "shop-@kubernetescrd");
});

Deno.test("findByReference() finds one object, or all that a hyphen might mean", () => {
  const ctx = testContext([
    middleware("b-c", {}, "a"),
    middleware("c", {}, "a-b"),
    middleware("x", {}),
  ]);
  const find = (name: string) => findByReference("Middleware", name, ctx).length;
  assertEquals(find("shop-x@kubernetescrd"), 1);
  assertEquals(find("shop-x"), 1);
  assertEquals(find("a-b-c@kubernetescrd"), 2);
  assertEquals(find("shop-x@file"), 0);
  assertEquals(find("__proto__"), 0);
});

Deno.test("findByReference() finds what was added after it first looked", () => {
  const ctx = testContext([middleware("x", {})]);
  findByReference("Middleware", "shop-y", ctx);
  ctx.addManifest(middleware("y", {}));
  assertEquals(findByReference("Middleware", "shop-y", ctx).length, 1);
});
