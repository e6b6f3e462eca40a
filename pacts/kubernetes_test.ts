import { assert, assertEquals, assertFalse } from "@std/assert";
import { entries, idOf, isMapping, items, namespaceOf, text } from "./kubernetes.ts";

Deno.test("items() leaves out null when a list holds it", () => {
  assertEquals(items([null, 1, undefined, 0, ""]), [1, 0, ""]);
});

Deno.test("items() is empty when there is no list", () => {
  assertEquals(items(null), []);
  assertEquals(items(undefined), []);
  for (const value of ["text", 7, {}, true]) assertEquals(items(value as never), []);
});

Deno.test("entries() leaves out keys when their value is null", () => {
  assertEquals(entries({ a: 1, b: null, c: undefined, d: 0 }), [["a", 1], ["d", 0]]);
});

Deno.test("entries() is empty when there is no map", () => {
  assertEquals(entries(null), []);
  assertEquals(entries(undefined), []);
  for (const value of ["text", 7, ["a"], true]) assertEquals(entries(value as never), []);
});

Deno.test("isMapping() tells a mapping when it is neither a list nor null", () => {
  assert(isMapping({}));
  assert(isMapping({ a: 1 }));
  for (const value of [null, undefined, [], "text", 7, true]) assertFalse(isMapping(value));
});

Deno.test("text() is what the author meant when a scalar stood unquoted", () => {
  assertEquals(text(true), "true");
  assertEquals(text(0), "0");
  assertEquals(text(1.5), "1.5");
  assertEquals(text("a"), "a");
});

Deno.test("text() is empty when there is nothing, and JSON when there is no scalar", () => {
  assertEquals(text(null), "");
  assertEquals(text(undefined), "");
  assertEquals(text({ a: [1] }), '{"a":[1]}');
});

Deno.test("namespaceOf() is empty when the manifest has no namespace", () => {
  assertEquals(namespaceOf({ kind: "Pod", metadata: { name: "a" } }), "");
  assertEquals(namespaceOf({ kind: "Pod", metadata: { name: "a", namespace: null } }), "");
});

Deno.test("idOf() is kind, namespace and name", () => {
  assertEquals(idOf({ kind: "Pod", metadata: { name: "a", namespace: "shop" } }), {
    kind: "Pod",
    namespace: "shop",
    name: "a",
  });
});
