import { assertEquals } from "@std/assert";
import { parseDuration } from "./duration.ts";

Deno.test("parseDuration() adds up the parts when they are in Go's notation", () => {
  for (
    const [text, milliseconds] of [
      ["2160h", 7_776_000_000],
      ["1h30m", 5_400_000],
      ["1.5h", 5_400_000],
      [".5s", 500],
      ["1.s", 1000],
      ["+1m", 60_000],
      ["-1m", -60_000],
      ["1s1ms1us1µs1μs1ns", 1001.003001],
      ["30m1h", 5_400_000],
    ] as const
  ) {
    assertEquals(Math.round(parseDuration(text)! * 1e6), Math.round(milliseconds * 1e6), text);
  }
});

Deno.test("parseDuration() gives nothing when it is no such duration", () => {
  for (const text of ["", "1", "h", "90d", "1 h", "1h ", "1h30", "--1h", "1e3h", ".h", "1H", "-"]) {
    assertEquals(parseDuration(text), undefined, text);
  }
});
