import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import { applyBuffering, applyRateLimit } from "./limits.ts";

Deno.test("applyRateLimit() counts by the second", () => {
  const limit = (spec: Record<string, unknown>) => {
    const route = entry();
    const read = reading();
    applyRateLimit(route, spec, read.report);
    return [route.rateLimit, said(read.ctx)];
  };
  assertEquals(limit({ average: 100 }), [{ average: 100, burst: 1 }, []]);
  assertEquals(limit({ average: 30, period: "1m", burst: 5 }), [{ average: 0.5, burst: 5 }, []]);
  assertEquals(limit({ average: "20", period: 10, burst: null }), [{ average: 2, burst: 1 }, []]);
  assertEquals(limit({}), [undefined, []]);
  assertEquals(limit({ average: 0 }), [undefined, []]);
  for (const spec of [{ average: "x" }, { average: 1, period: "x" }, { average: 1, burst: -1 }]) {
    assertEquals(limit(spec), [undefined, ["bad-middleware spec"]]);
  }
  assertEquals(limit({ average: 1, sourceCriterion: { requestHost: true } })[1], [
    "unsupported-middleware spec",
  ]);
});

Deno.test("applyRateLimit() keeps the lesser of two limits", () => {
  const route = entry();
  for (const average of [5, 2, 9]) applyRateLimit(route, { average }, reading().report);
  assertEquals(route.rateLimit, { average: 2, burst: 1 });
});

Deno.test("applyBuffering() limits what a request holds", () => {
  const size = (value: unknown) => {
    const route = entry();
    const read = reading();
    applyBuffering(route, { maxRequestBodyBytes: value }, read.report);
    return [route.maxBodySize, said(read.ctx).length];
  };
  assertEquals(size(2_000_000), ["2000000", 0]);
  assertEquals(size("100"), ["100", 0]);
  assertEquals(size(null), [undefined, 0]);
  assertEquals(size(0), [undefined, 0]);
  for (const value of ["1m; }", -1, 1.5, {}]) assertEquals(size(value), [undefined, 1]);
});
