import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { lengthOf, readDuration } from "./duration.ts";
import { Site } from "./read.ts";

Deno.test("lengthOf() is 0 when there is no duration that Prometheus takes", () => {
  assertEquals(lengthOf("1h30m"), 5_400_000);
  for (const value of ["", "30", "1.5m", "1m1h", "-1m"]) assertEquals(lengthOf(value), 0, value);
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
