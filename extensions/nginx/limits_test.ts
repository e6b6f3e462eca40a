import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { readLimits } from "./limits.ts";

Deno.test("readLimits() reads requests a second or a minute, with bursts", () => {
  assertEquals(read(readLimits, {}), [{}, []]);
  assertEquals(read(readLimits, { "limit-rps": "10" }), [
    { rateLimit: { average: 10, burst: 50 } },
    [],
  ]);
  assertEquals(read(readLimits, { "limit-rpm": 30, "limit-burst-multiplier": "2" }), [
    { rateLimit: { average: 0.5, burst: 60 } },
    [],
  ]);
  assertEquals(read(readLimits, { "limit-rps": "0" }), [{}, []]);
  assertEquals(read(readLimits, { "limit-rps": "many" }), [{}, [
    "warning invalid-limit-rps",
  ]]);
});

Deno.test("readLimits() keeps the limit that lets less through", () => {
  assertEquals(read(readLimits, { "limit-rps": "10", "limit-rpm": "60" }), [
    { rateLimit: { average: 1, burst: 300 } },
    ["warning unsupported-limit-rps"],
  ]);
  assertEquals(read(readLimits, { "limit-rps": "1", "limit-rpm": "600" }), [
    { rateLimit: { average: 1, burst: 5 } },
    ["warning unsupported-limit-rpm"],
  ]);
});

Deno.test("readLimits() reads how many connections a client may have", () => {
  assertEquals(read(readLimits, { "limit-connections": "3" }), [{ connectionLimit: 3 }, []]);
  assertEquals(read(readLimits, { "limit-connections": "0" }), [{}, []]);
});
