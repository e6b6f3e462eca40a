import { assertEquals } from "@std/assert";
import {
  type DurationNotation,
  GO_DURATION,
  HAPROXY_DURATION,
  parseDuration,
  PROMETHEUS_DURATION,
} from "./duration.ts";

function refuses(notation: DurationNotation, values: readonly string[]): void {
  for (const value of values) {
    assertEquals(parseDuration(value, notation), undefined, JSON.stringify(value));
  }
}

Deno.test("parseDuration() adds up the parts when they are in Go's notation", () => {
  for (
    const [value, milliseconds] of [
      ["2160h", 7_776_000_000],
      ["1h30m", 5_400_000],
      ["1.5h", 5_400_000],
      [".5s", 500],
      ["1.s", 1000],
      ["+1m", 60_000],
      ["-1m", -60_000],
      ["1s1ms1us1µs1μs1ns", 1001.003001],
      ["30m1h", 5_400_000],
      ["0", 0],
      ["-0", 0],
    ] as const
  ) {
    assertEquals(Math.round(parseDuration(value)! * 1e6), Math.round(milliseconds * 1e6), value);
  }
});

Deno.test("parseDuration() refuses what Go refuses", () => {
  refuses(GO_DURATION, [
    ...["", "1", "h", "90d", "1 h", "1h ", "1h30", "--1h", "1e3h", ".h", "1H", "-", ".", "00"],
    ...["1h\n", "\n1h", "99999999999h", "h1", "1constructor", "9".repeat(5000), "1h".repeat(5000)],
  ]);
});

Deno.test("parseDuration() wants Prometheus' units from large to small, each once", () => {
  const prometheus = (value: string) => parseDuration(value, PROMETHEUS_DURATION);
  assertEquals(prometheus("1h30m"), 5_400_000);
  assertEquals(prometheus("1d1ms"), 86_400_001);
  assertEquals(prometheus("1y2w"), (365 + 14) * 86_400_000);
  assertEquals(prometheus("0"), 0);
  refuses(PROMETHEUS_DURATION, [
    ...["", "30", "1.5m", "1m1h", "1m1m", "-1m", "+1m", "1 m", "999999y", "30s\n", "1us"],
  ]);
});

Deno.test("parseDuration() takes one number for HAProxy, in milliseconds where no unit follows", () => {
  const haproxy = (value: string) => parseDuration(value, HAPROXY_DURATION);
  assertEquals(haproxy("500"), 500);
  assertEquals(haproxy("10s"), 10_000);
  assertEquals(haproxy("1d"), 86_400_000);
  assertEquals(haproxy("250us"), 0.25);
  refuses(HAPROXY_DURATION, ["", "1h30m", "1.5s", "-1s", "1w", "s", "1s1", "0x1"]);
});

Deno.test("parseDuration() takes a number alone when the notation says what it is in", () => {
  const seconds = { ...GO_DURATION, bare: 1000 };
  assertEquals(parseDuration("10", seconds), 10_000);
  assertEquals(parseDuration("1.5", seconds), 1500);
  assertEquals(parseDuration("1.5m", seconds), 90_000);
  refuses(seconds, ["1m30", "1,5", ""]);
});
