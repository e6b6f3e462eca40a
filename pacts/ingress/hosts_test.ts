import { assert, assertEquals, assertFalse } from "@std/assert";
import { isHost, isHostPattern, isNetwork, parseUpstream } from "./hosts.ts";

Deno.test("isHost() takes DNS names and no patterns", () => {
  for (const host of ["shop.example", "localhost", "a-b.c", "10.0.0.1"]) {
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

Deno.test("isNetwork() knows IPv4 and IPv6", () => {
  const good = [
    ...[
      "0.0.0.0/0",
      "255.255.255.255",
      "10.1.2.3/32",
      "::",
      "::1",
      "::/0",
      "1::",
      "2001:db8::1/64",
    ],
    ...[
      "1:2:3:4:5:6:7:8",
      "1:2:3:4:5:6:7::",
      "::ffff:10.0.0.1",
      "1:2:3:4:5:6:1.2.3.4",
      "ABCD::/128",
    ],
  ];
  for (const source of good) assert(isNetwork(source), source);
  const bad = [
    ...["", "10.0.0", "10.0.0.256", "010.0.0.1", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8/8", "all"],
    ...["1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::", ":::", "1::2::3", "12345::"],
    ...[
      "::1/129",
      "1.2.3.4::",
      ":1",
      "1:",
      "1.2.3.4:1::",
      "::g",
      "fe80::1%eth0",
      "1:2:3:4:5:6:7:1.2.3.4",
    ],
  ];
  for (const source of bad) assertFalse(isNetwork(source), source);
});
