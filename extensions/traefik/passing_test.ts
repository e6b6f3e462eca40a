import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import { applyCompress, applyRetry } from "./passing.ts";

Deno.test("applyCompress() compresses answers", () => {
  const route = entry();
  const read = reading();
  applyCompress(route, {}, read.report);
  assertEquals([route.compress, said(read.ctx)], [true, []]);
  applyCompress(route, { encodings: ["gzip"], minResponseBodyBytes: 10 }, read.report);
  assertEquals(said(read.ctx), ["meaningless-field spec", "meaningless-field spec"]);
});

Deno.test("applyRetry() sends a request as often as it says in all", () => {
  const retry = (spec: Record<string, unknown>) => {
    const route = entry();
    const read = reading();
    applyRetry(route, spec, read.report);
    return [route.retries, ...said(read.ctx)];
  };
  assertEquals(retry({ attempts: 4 }), [{ attempts: 4 }]);
  assertEquals(retry({ attempts: 2, status: ["503", "500-502", 429] }), [
    { attempts: 2, statuses: [503, 500, 502, 429] },
  ]);
  assertEquals(retry({ attempts: 2, status: ["all"] }), [{ attempts: 2 }, "bad-middleware spec"]);
  for (const attempts of [null, 0, "x"]) {
    assertEquals(retry({ attempts }), [undefined, "bad-middleware spec"]);
  }
  const lost = {
    disableRetryOnNetworkError: true,
    initialInterval: "1s",
    maxRequestBodyBytes: 5,
    retryNonIdempotentMethod: true,
    timeout: "1s",
  };
  assertEquals(retry({ attempts: 2, ...lost }).length, 1 + 5);
});
