import { assert, assertEquals } from "@std/assert";
import { isAtLeast, isVersion } from "./version.ts";

Deno.test("isAtLeast() compares numbers, not texts, and knows what comes before a release", () => {
  assert(isAtLeast("8.17.0", "8.9.1"));
  assert(isAtLeast("7.10.0", "7.10"));
  assert(isAtLeast("9.0.0-SNAPSHOT", "9.0.0"));
  assert(!isAtLeast("7.9.3", "7.10.0"));
});

Deno.test("isVersion() takes what an image can be called by", () => {
  const texts = ["8.17.0", "9.0.0-SNAPSHOT", "8.17", "latest", "8.17.0 ", "8.17.0/../x", ""];
  assertEquals(texts.map(isVersion), [true, true, false, false, false, false, false]);
});
