import { assertEquals } from "@std/assert";
import type { Manifest } from "./kubernetes.ts";
import { LabelIndex, ResourceIndex } from "./resources.ts";

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

Deno.test("ResourceIndex.set() replaces when the identity is the same", () => {
  const index = indexOf(named("a", "shop", 1), named("a", "shop", 2));
  assertEquals([...index.values()], [named("a", "shop", 2)]);
});

Deno.test("ResourceIndex takes names literally when objects have such keys by themselves", () => {
  assertEquals(indexOf().get("", "constructor"), undefined);
  const index = indexOf(named("__proto__", "toString"));
  assertEquals(index.get("toString", "__proto__")?.metadata.name, "__proto__");
});

function labelled(): LabelIndex<string> {
  const index = new LabelIndex<string>();
  index.add("shop", { app: "web", tier: "front" }, "web");
  index.add("shop", { app: "web", tier: "back" }, "worker");
  index.add("data", { app: "web" }, "other");
  return index;
}

Deno.test("LabelIndex.matching() finds what has all labels of the selector", () => {
  assertEquals(labelled().matching("shop", { app: "web" }), ["web", "worker"]);
  assertEquals(labelled().matching("shop", { app: "web", tier: "back" }), ["worker"]);
  assertEquals(labelled().matching("shop", { tier: "back", app: "db" }), []);
});

Deno.test("LabelIndex.matching() looks in one namespace only", () => {
  assertEquals(labelled().matching("data", { app: "web" }), ["other"]);
  assertEquals(labelled().matching("", { app: "web" }), []);
});

Deno.test("LabelIndex.matching() finds nothing when the selector is empty", () => {
  assertEquals(labelled().matching("shop", {}), []);
});

Deno.test("LabelIndex.matching() keeps key and value apart", () => {
  const index = new LabelIndex<string>();
  index.add("a", { "b/c": "d" }, "x");
  assertEquals(index.matching("a", { b: "c/d" }), []);
  assertEquals(index.matching("a", { constructor: "Object" }), []);
});
