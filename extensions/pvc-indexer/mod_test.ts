import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../../pacts/_testing.ts";
import { extension, PvcIndexer } from "./mod.ts";

Deno.test("convert() makes claims known by the names that dekube.yaml has for them", () => {
  const ctx = contextOf([]);
  const renaming = {
    ...ctx,
    names: { ...ctx.names, claim: (namespace: string, claim: string) => `${claim}-${namespace}` },
  };
  const claims = [
    manifest("PersistentVolumeClaim", "db"),
    { kind: "PersistentVolumeClaim", metadata: { name: "db", namespace: "data" } },
    { kind: "PersistentVolumeClaim", metadata: { name: "lost" } },
  ];
  assertEquals(new PvcIndexer().convert("PersistentVolumeClaim", claims, renaming), {});
  assertEquals([...ctx.pvcNames], ["db-shop", "db-data", "lost-"]);
});

Deno.test("PvcIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new PvcIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["PersistentVolumeClaim"]);
});
