import { assert, assertEquals, assertFalse } from "@std/assert";
import { ipAddress, isNetwork } from "./ip_address.ts";

Deno.test("ipAddress() gives each address one spelling", () => {
  for (
    const [text, expected] of [
      ["10.0.0.1", "10.0.0.1"],
      ["::1", "::1"],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["2001:DB8::1", "2001:db8::1"],
      ["::ffff:10.0.0.1", "::ffff:a00:1"],
    ]
  ) assertEquals(ipAddress(text), expected, text);
});

Deno.test("ipAddress() is undefined when the text is none", () => {
  const texts = ["", "12345", "1.2.3", "010.0.0.1", "256.0.0.1", "1::2::3", "::1]", "[::1]", "a.b"];
  for (
    const text of [...texts, "fe80::1%eth0", "10.0.0.0/8", "::1\n", "10.0.0.1\n", "http://[::1]"]
  ) {
    assertEquals(ipAddress(text), undefined, text);
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
