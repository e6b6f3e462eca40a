import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { readRateLimit } from "./rate_limit.ts";

Deno.test("readRateLimit() reads requests a second or a minute, with bursts", () => {
  assertEquals(read(readRateLimit, {}), [undefined, []]);
  assertEquals(read(readRateLimit, { "limit-rps": "10" }), [{ average: 10, burst: 50 }, []]);
  assertEquals(read(readRateLimit, { "limit-rpm": 30, "limit-burst-multiplier": "2" }), [
    { average: 0.5, burst: 60 },
    [],
  ]);
  assertEquals(read(readRateLimit, { "limit-rps": "0" }), [undefined, []]);
  assertEquals(read(readRateLimit, { "limit-rps": "many" }), [undefined, [
    "warning invalid-limit-rps",
  ]]);
});

Deno.test("readRateLimit() keeps the limit that lets less through", () => {
  assertEquals(read(readRateLimit, { "limit-rps": "10", "limit-rpm": "60" }), [
    { average: 1, burst: 300 },
    ["warning unsupported-limit-rps"],
  ]);
  assertEquals(read(readRateLimit, { "limit-rps": "1", "limit-rpm": "600" }), [
    { average: 1, burst: 5 },
    ["warning unsupported-limit-rpm"],
  ]);
});
