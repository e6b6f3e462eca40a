import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import { applyBuffering, applyInFlightReq, applyRateLimit } from "./limits.ts";

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

Deno.test("applyBuffering() buffers, and tries again as its expression says", () => {
  const buffered = (spec: Record<string, unknown>) => {
    const route = entry();
    const read = reading();
    applyBuffering(route, spec, read.report);
    return [route.buffering, route.retries?.attempts, said(read.ctx).length];
  };
  const both = { requests: true, responses: true };
  assertEquals(buffered({}), [both, undefined, 0]);
  assertEquals(buffered({ retryExpression: "IsNetworkError() && Attempts() < 3" }), [both, 3, 0]);
  assertEquals(buffered({ retryExpression: "IsNetworkError() && Attempts() <= 3" }), [both, 4, 0]);
  assertEquals(buffered({ retryExpression: "ResponseCode() == 500" }), [both, undefined, 1]);
  for (const field of ["memRequestBodyBytes", "memResponseBodyBytes", "maxResponseBodyBytes"]) {
    assertEquals(buffered({ [field]: 5 })[2], 1, field);
  }
});

Deno.test("applyInFlightReq() limits clients, and says what else it can't count by", () => {
  const limit = (spec: Record<string, unknown>) => {
    const route = entry();
    const read = reading();
    applyInFlightReq(route, spec, read.report);
    return [route.connectionLimit, ...said(read.ctx)];
  };
  const by = (sourceCriterion: unknown) => limit({ amount: 10, sourceCriterion });
  assertEquals(by({ ipStrategy: {} }), [10]);
  assertEquals(by({ ipStrategy: { depth: 2 } }), [10, "meaningless-field spec"]);
  for (const criterion of [null, {}, { requestHost: true }, { requestHeaderName: "X-User" }]) {
    assertEquals(by(criterion), [undefined, "unsupported-middleware spec"]);
  }
  for (const amount of [null, 0, "x", 1.5]) {
    assertEquals(limit({ amount }), [undefined, "bad-middleware spec"]);
  }
});
