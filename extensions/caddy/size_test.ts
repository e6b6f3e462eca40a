import { assertEquals } from "@std/assert";
import { caddySize } from "./size.ts";

Deno.test("caddySize() reads nginx's sizes", () => {
  assertEquals(["20m", "1g", "512K", "8192", "0", "0m"].map(caddySize), [
    "20MiB",
    "1GiB",
    "512KiB",
    "8192B",
    0,
    0,
  ]);
});

Deno.test("caddySize() reads Caddy's sizes", () => {
  assertEquals(["20MB", "1GiB"].map(caddySize), ["20MB", "1GiB"]);
});

Deno.test("caddySize() knows what is no size", () => {
  assertEquals(["", "m", "-1m", "1.5m", "1t", "1ib", "9999999999999g", "1m\n}"].map(caddySize), [
    ...Array(8).fill(undefined),
  ]);
});
