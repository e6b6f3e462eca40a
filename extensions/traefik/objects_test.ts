import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { custom, middleware } from "./_testing.ts";
import { referenceOf, TraefikObjects } from "./objects.ts";

Deno.test("referenceOf() takes the namespace of whoever refers", () => {
  assertEquals(referenceOf({ name: "a" }, "shop"), "shop-a@kubernetescrd");
  assertEquals(referenceOf({ name: "a", namespace: "b" }, "shop"), "b-a@kubernetescrd");
  assertEquals(referenceOf({ name: "a@file" }, "shop"), "a@file");
  assertEquals(referenceOf(null, "shop"), "shop-@kubernetescrd");
});

Deno.test("find() finds one object, or all that a hyphen might mean", () => {
  const objects = new TraefikObjects(testContext([
    middleware("b-c", {}, "a"),
    middleware("c", {}, "a-b"),
    middleware("x", {}),
  ]));
  const find = (name: string) => objects.find("Middleware", name).length;
  assertEquals(find("shop-x@kubernetescrd"), 1);
  assertEquals(find("shop-x"), 1);
  assertEquals(find("a-b-c@kubernetescrd"), 2);
  assertEquals(find("shop-x@file"), 0);
  assertEquals(find("__proto__"), 0);
});

Deno.test("of() has the objects of both groups, and the newer group's of two with one name", () => {
  const old = { ...middleware("a", { old: {} }), apiVersion: "traefik.containo.us/v1alpha1" };
  const other = { ...middleware("b", {}), apiVersion: "traefik.containo.us/v1alpha1" };
  const foreign = { ...middleware("c", {}), apiVersion: "example.com/v1" };
  const own = middleware("a", {});
  const objects = new TraefikObjects(
    testContext([old, other, foreign, own, custom("TLSOption", "a", {})]),
  );
  assertEquals(objects.of("Middleware"), [own, other]);
  assertEquals(objects.find("Middleware", "shop-a"), [own]);
});
