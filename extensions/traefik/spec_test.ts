import { assertEquals } from "@std/assert";
import { list, mapping, seconds, texts } from "./spec.ts";

Deno.test("seconds() reads durations of Go, and bare numbers", () => {
  assertEquals(["1m30s", "250ms", "10", 10, "1.5h"].map(seconds), [90, 0.25, 10, 10, 5400]);
  for (const value of ["", null, "1d", "s", "-1s", {}, "1s ".repeat(99)]) {
    assertEquals(seconds(value), NaN);
  }
});

Deno.test("mapping(), list() and texts() take anything", () => {
  assertEquals([mapping(null), mapping([1]), mapping({ a: 1 })], [{}, {}, { a: 1 }]);
  assertEquals([list("a"), list([null, 1])], [[], [1]]);
  assertEquals(texts(["a", "", null, 3]), ["a", "3"]);
});
