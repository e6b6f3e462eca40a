import { assertEquals } from "@std/assert";
import { convert } from "@dekube/engine";
import type { ConvertContext } from "@dekube/engine/pacts";
import { manifest } from "../../pacts/_testing.ts";
import { extension, SecretIndexer } from "./mod.ts";

/** What extensions see, and what is said, where `shop` has an `a` twice, and `data` has one. */
async function seenWith(...extensions: object[]) {
  const seen: Record<string, unknown> = {};
  const onlooker = {
    name: "onlooker",
    transform(_services: object, _entries: object, { secrets }: ConvertContext) {
      for (const namespace of ["shop", "data", "other"]) {
        seen[namespace] = secrets.get(namespace, "a")?.data;
      }
      seen.count = [...secrets.values()].length;
    },
  };
  const { diagnostics } = await convert(
    [
      manifest("Secret", "a", { data: { x: "old" } }),
      manifest("Secret", "a", { data: { x: "new" } }),
      { kind: "Secret", metadata: { name: "a", namespace: "data" }, data: { x: "theirs" } },
    ],
    { name: "demo" },
    [...extensions, onlooker],
  );
  return { seen, said: diagnostics.map(({ code }) => code) };
}

Deno.test("SecretIndexer makes Secrets known by namespace and name, of two the last", async () => {
  assertEquals(await seenWith(new SecretIndexer()), {
    seen: { shop: { x: "new" }, data: { x: "theirs" }, other: undefined, count: 2 },
    said: ["duplicate-object"],
  });
});

Deno.test("Secrets are unknown when nobody claims their kind", async () => {
  assertEquals(await seenWith(), {
    seen: { shop: undefined, data: undefined, other: undefined, count: 0 },
    said: ["unknown-kind"],
  });
});

Deno.test("SecretIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new SecretIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["Secret"]);
});
