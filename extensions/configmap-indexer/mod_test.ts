import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../../pacts/_testing.ts";
import { ConfigMapIndexer, extension } from "./mod.ts";

Deno.test("convert() makes ConfigMaps known by namespace and name", () => {
  const ctx = contextOf([]);
  const shop = manifest("ConfigMap", "a", { data: { x: "1" } });
  const data = { kind: "ConfigMap", metadata: { name: "a", namespace: "data" } };
  assertEquals(new ConfigMapIndexer().convert("ConfigMap", [shop, data], ctx), {});
  assertEquals(ctx.configMaps.get("shop", "a"), shop);
  assertEquals(ctx.configMaps.get("data", "a"), data);
  assertEquals(ctx.configMaps.get("other", "a"), undefined);
});

Deno.test("convert() keeps the last when a ConfigMap comes twice", () => {
  const ctx = contextOf([]);
  const [old, young] = ["1", "2"].map((x) => manifest("ConfigMap", "a", { data: { x } }));
  new ConfigMapIndexer().convert("ConfigMap", [old, young], ctx);
  assertEquals(ctx.configMaps.get("shop", "a"), young);
});

Deno.test("ConfigMapIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new ConfigMapIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["ConfigMap"]);
});
