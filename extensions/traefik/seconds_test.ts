import { assertEquals } from "@std/assert";
import { seconds } from "./seconds.ts";

Deno.test("seconds() reads durations of Go, and bare numbers", () => {
  assertEquals(["1m30s", "250ms", "10", 10, "1.5h"].map(seconds), [90, 0.25, 10, 10, 5400]);
  for (const value of ["", null, "1d", "s", "1 s", {}, "1s ".repeat(99)]) {
    assertEquals(seconds(value), NaN);
  }
});
