import { assert, assertEquals, assertFalse } from "@std/assert";
import {
  entries,
  isMapping,
  items,
  list,
  mapping,
  mappings,
  text,
  textMap,
  texts,
} from "./read.ts";

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

Deno.test("mapping() and textMap() are empty when there is no mapping", () => {
  for (const value of [null, undefined, "text", 7, true, ["a"]]) {
    assertEquals(mapping(value), {});
    assertEquals(textMap(value), {});
  }
  assertEquals(mapping({ a: null }), { a: null });
  assertEquals(textMap({ a: "x", b: 1, c: null, d: false }), { a: "x", b: "1", d: "false" });
});

Deno.test("list(), mappings() and texts() are empty when there is no list", () => {
  for (const value of [null, undefined, "text", 7, true, { a: 1 }]) {
    assertEquals(list(value), []);
    assertEquals(mappings(value), []);
    assertEquals(texts(value), []);
  }
});

Deno.test("list(), mappings() and texts() pass over what a template left empty", () => {
  const value = [{ a: 1 }, null, "b", undefined, 0, ""];
  assertEquals(list(value), [{ a: 1 }, "b", 0, ""]);
  assertEquals(mappings(value), [{ a: 1 }]);
  assertEquals(texts(value), ['{"a":1}', "b", "0"]);
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
