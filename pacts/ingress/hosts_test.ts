import { assertEquals } from "@std/assert";
import { isHost, isHostPattern, parseUpstream } from "./hosts.ts";

Deno.test("isHost() takes DNS names and no patterns", () => {
  for (const host of ["shop.example", "localhost", "a-b.c", "a_b.c", "_a.b", "10.0.0.1"]) {
    assertEquals(isHost(host), true, host);
  }
  for (
    const host of [
      "",
      "*.example",
      "-a",
      "a..b",
      "a b",
      "a/b",
      "a:80",
      "{x}",
      `${"a".repeat(64)}.b`,
    ]
  ) {
    assertEquals(isHost(host), false, host);
  }
});

Deno.test("isHostPattern() takes an asterisk for the first label alone", () => {
  assertEquals(isHostPattern("*.example"), true);
  for (const host of ["*", "a.*.b", "**.a", "*.*.a"]) {
    assertEquals(isHostPattern(host), false, host);
  }
});

Deno.test("parseUpstream() is undefined when there is no port, or none that can be", () => {
  assertEquals(parseUpstream("web_1.shop:8080"), { host: "web_1.shop", port: 8080 });
  for (const text of ["web", "web:", "web:0", "web:65536", "web:80/x", "a b:80"]) {
    assertEquals(parseUpstream(text), undefined, text);
  }
});
