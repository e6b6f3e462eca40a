import { assertEquals } from "@std/assert";
import { word, words } from "./read.ts";

Deno.test("words() passes over what is of another type", () => {
  assertEquals(words([null, "a", { b: 1 }, [], 2, ""]), ["a", "2"]);
  for (const other of [null, undefined, {}, "a"]) assertEquals(words(other), []);
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
