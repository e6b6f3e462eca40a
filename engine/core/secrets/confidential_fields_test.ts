import { assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import { confidentialValues } from "./confidential_fields.ts";

Deno.test("confidentialValues() has what stands in the fields that extensions name, and nothing else", () => {
  const store = (spec: unknown): Manifest => ({
    apiVersion: "example.com/v1",
    kind: "Store",
    metadata: { name: "fake", namespace: "shop" },
    spec,
  } as unknown as Manifest);
  const infos = [
    { name: "a", settings: {}, confidential: { "example.com/Store": ["spec.data.*.value"] } },
    { name: "b", settings: {}, confidential: { "example.com/Store": ["spec.more"] } },
    { name: "c", settings: {} },
  ];
  const manifests = [
    store({ data: [{ key: "k", value: "one" }, { key: "l", value: { a: ["two", 3, null, ""] } }] }),
    store({ data: { x: { value: "four" } }, more: "five", other: "six" }),
    store(null),
    store({ data: "text", more: null }),
    { ...store({ more: "seven" }), kind: "Shop" },
  ];
  const found = confidentialValues(manifests, infos);
  assertEquals(found.map(({ value }) => value), ["one", "two", "3", "four", "five"]);
  assertEquals(found[0], {
    namespace: "shop",
    secret: "fake",
    key: "spec.data.*.value",
    value: "one",
  });
  assertEquals(confidentialValues(manifests, []), []);
});
