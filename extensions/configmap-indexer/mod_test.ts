import { assertEquals } from "@std/assert";
import { convert } from "@dekube/engine";
import type { ConvertContext } from "@dekube/engine/pacts";
import { manifest } from "../../pacts/_testing.ts";
import { ConfigMapIndexer, extension } from "./mod.ts";

/** What extensions see, and what is said, where `shop` has an `a` twice, and `data` has one. */
async function seenWith(...extensions: object[]) {
  const seen: Record<string, unknown> = {};
  const onlooker = {
    name: "onlooker",
    transform(_services: object, _entries: object, { configMaps }: ConvertContext) {
      for (const namespace of ["shop", "data", "other"]) {
        seen[namespace] = configMaps.get(namespace, "a")?.data;
      }
      seen.count = [...configMaps.values()].length;
    },
  };
  const { diagnostics } = await convert(
    [
      manifest("ConfigMap", "a", { data: { x: "old" } }),
      manifest("ConfigMap", "a", { data: { x: "new" } }),
      { kind: "ConfigMap", metadata: { name: "a", namespace: "data" }, data: { x: "theirs" } },
    ],
    { name: "demo" },
    [...extensions, onlooker],
  );
  return { seen, said: diagnostics.map(({ code }) => code) };
}

Deno.test("ConfigMapIndexer makes ConfigMaps known by namespace and name, of two the last", async () => {
  assertEquals(await seenWith(new ConfigMapIndexer()), {
    seen: { shop: { x: "new" }, data: { x: "theirs" }, other: undefined, count: 2 },
    said: ["duplicate-object"],
  });
});

Deno.test("ConfigMaps are unknown when nobody claims their kind", async () => {
  assertEquals(await seenWith(), {
    seen: { shop: undefined, data: undefined, other: undefined, count: 0 },
    said: ["unknown-kind"],
  });
});

Deno.test("ConfigMapIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new ConfigMapIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["ConfigMap"]);
});
