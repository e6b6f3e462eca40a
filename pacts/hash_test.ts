import { assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { shortHash } from "./hash.ts";

// Folder names hold these: another hash would leave the old folders behind.
Deno.test("shortHash() is FNV-1a", () => {
  assertEquals(shortHash(""), "811c9dc5");
  assertEquals(shortHash("a"), "e40c292c");
  assertEquals(shortHash("foobar"), "bf9cf968");
});

Deno.test("shortHash() has eight digits a word, each word another", () => {
  const hash = shortHash("a", 4);
  assertMatch(hash, /^[0-9a-f]{32}$/);
  assertEquals(new Set(hash.match(/.{8}/g)).size, 4);
  assertEquals(hash.slice(0, 8), shortHash("a"));
});

Deno.test("shortHash() tells texts apart when they are not ASCII", () => {
  assertNotEquals(shortHash("é"), shortHash("è"));
});
