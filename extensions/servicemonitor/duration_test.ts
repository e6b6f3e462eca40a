import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { parseDuration, readDuration } from "./duration.ts";
import { Site } from "./read.ts";

Deno.test("parseDuration() adds units up, when they come from large to small", () => {
  assertEquals(parseDuration("1h30m"), 5_400_000);
  assertEquals(parseDuration("1d1ms"), 86_400_001);
  assertEquals(parseDuration("0"), 0);
});

Deno.test("parseDuration() refuses what Prometheus refuses", () => {
  for (const value of ["", "30", "1.5m", "1m1h", "-1m", "1 m", "999999y", "30s\n"]) {
    assertEquals(parseDuration(value), undefined, JSON.stringify(value));
  }
});

Deno.test("readDuration() says so when there is no duration, and takes none for unset", () => {
  const ctx = testContext([]);
  const site = new Site(ctx, { kind: "Prometheus", namespace: "", name: "x" });
  assertEquals(readDuration("15s", site), "15s");
  assertEquals(readDuration("0s", site), undefined);
  assertEquals(readDuration(null, site), undefined);
  assertEquals([...ctx.diagnostics].length, 0);
  assertEquals(readDuration(30, site), undefined);
  assertEquals([...ctx.diagnostics].map(({ code }) => code), ["bad-duration"]);
});
