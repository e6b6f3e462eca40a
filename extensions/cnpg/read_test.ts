import { assertEquals } from "@std/assert";
import { list, mapping, mappings, word, words } from "./read.ts";

Deno.test("mapping() is empty when there is something else", () => {
  assertEquals(mapping({ a: 1 }), { a: 1 });
  for (const other of [null, undefined, [], "a", 1, true]) assertEquals(mapping(other), {});
});

Deno.test("mappings(), list() and words() pass over what is of another type", () => {
  const mixed = [null, "a", { b: 1 }, [], 2, ""];
  assertEquals(mappings(mixed), [{ b: 1 }]);
  assertEquals(words(mixed), ["a", "2"]);
  assertEquals(list(mixed), ["a", { b: 1 }, [], 2, ""]);
  for (const other of [null, undefined, {}, "a"]) assertEquals(list(other), []);
});

Deno.test("word() is empty when there is no scalar", () => {
  assertEquals([16, "a", true, null, undefined, {}, []].map(word), [
    "16",
    "a",
    "true",
    "",
    "",
    "",
    "",
  ]);
});
