import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { ResourceIndex } from "./resource_index.ts";

function named(name: string, namespace?: string | null, data = 0): Manifest {
  return { kind: "ConfigMap", metadata: { name, namespace }, data };
}

function indexOf(...manifests: Manifest[]): ResourceIndex<Manifest> {
  const index = new ResourceIndex<Manifest>();
  for (const manifest of manifests) index.set(manifest);
  return index;
}

Deno.test("ResourceIndex.get() finds the object of the referring namespace when others share its name", () => {
  const [shop, data] = [named("a", "shop"), named("a", "data")];
  const index = indexOf(shop, data);
  assertEquals(index.get("shop", "a"), shop);
  assertEquals(index.get("data", "a"), data);
  assertEquals(index.get("other", "a"), undefined);
  assertEquals(index.get("shop", "b"), undefined);
});

Deno.test("ResourceIndex.get() finds an object of unknown namespace when its own has none", () => {
  const [lost, shop] = [named("a", null), named("a", "shop")];
  const index = indexOf(lost, shop);
  assertEquals(index.get("data", "a"), lost);
  assertEquals(index.get("shop", "a"), shop);
});

Deno.test("ResourceIndex.get() from an unknown namespace finds an object when there is only one", () => {
  const shop = named("a", "shop");
  assertEquals(indexOf(shop).get("", "a"), shop);
  assertEquals(indexOf(shop, named("a", "data")).get("", "a"), undefined);
});

Deno.test("ResourceIndex.exact() finds an object of just that identity", () => {
  const [lost, shop] = [named("a", null), named("a", "shop")];
  assertEquals(indexOf(lost, shop).exact("shop", "a"), shop);
  assertEquals(indexOf(lost, shop).exact("", "a"), lost);
  assertEquals(indexOf(lost).exact("shop", "a"), undefined);
  assertEquals(indexOf(shop).exact("", "a"), undefined);
  assertEquals(indexOf().exact("", "a"), undefined);
});

Deno.test("ResourceIndex.set() replaces when the identity is the same, and gives back what was there", () => {
  const index = indexOf(named("a", "shop", 1));
  assertEquals(index.set(named("a", "data", 9)), undefined);
  assertEquals(index.set(named("a", "shop", 2)), named("a", "shop", 1));
  assertEquals([...index.values()], [named("a", "shop", 2), named("a", "data", 9)]);
});

Deno.test("ResourceIndex takes names literally when objects have such keys by themselves", () => {
  assertEquals(indexOf().get("", "constructor"), undefined);
  const index = indexOf(named("__proto__", "toString"));
  assertEquals(index.get("toString", "__proto__")?.metadata.name, "__proto__");
});
