import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { readAllowedSources } from "./allowed_sources.ts";

Deno.test("readAllowedSources() keeps addresses and networks, under either name", () => {
  const sources = " 10.0.0.0/24, 172.10.0.1,10.0.0.0/24,2001:db8::/32";
  const kept = ["10.0.0.0/24", "172.10.0.1", "2001:db8::/32"];
  assertEquals(read(readAllowedSources, { "whitelist-source-range": sources }), [kept, []]);
  assertEquals(read(readAllowedSources, { "allowlist-source-range": sources }), [kept, []]);
  assertEquals(read(readAllowedSources, {}), [undefined, []]);
});

Deno.test("readAllowedSources() leaves out what is no network, and says so", () => {
  assertEquals(read(readAllowedSources, { "whitelist-source-range": "10.0.0.0/8,office" }), [
    ["10.0.0.0/8"],
    ["warning invalid-whitelist-source-range"],
  ]);
  assertEquals(read(readAllowedSources, { "allowlist-source-range": "0.0.0.0/0;}" }), [
    undefined,
    ["warning invalid-allowlist-source-range"],
  ]);
});
