import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../../pacts/_testing.ts";
import { extension, SecretIndexer } from "./mod.ts";

Deno.test("convert() makes Secrets known by namespace and name", () => {
  const ctx = contextOf([]);
  const shop = manifest("Secret", "a", { data: { x: "1" } });
  const data = { kind: "Secret", metadata: { name: "a", namespace: "data" } };
  assertEquals(new SecretIndexer().convert("Secret", [shop, data], ctx), {});
  assertEquals(ctx.secrets.get("shop", "a"), shop);
  assertEquals(ctx.secrets.get("data", "a"), data);
  assertEquals(ctx.secrets.get("other", "a"), undefined);
});

Deno.test("convert() keeps the last when a Secret comes twice", () => {
  const ctx = contextOf([]);
  const [old, young] = ["1", "2"].map((x) => manifest("Secret", "a", { data: { x } }));
  new SecretIndexer().convert("Secret", [old, young], ctx);
  assertEquals(ctx.secrets.get("shop", "a"), young);
});

Deno.test("SecretIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new SecretIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["Secret"]);
});
