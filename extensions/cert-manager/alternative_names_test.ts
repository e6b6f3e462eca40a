import { assertEquals } from "@std/assert";
import { NAME_FIELDS } from "./alternative_names.ts";

function read(field: string, value: string): string | undefined {
  return NAME_FIELDS.find((known) => known.field === field)!.read(value)?.value;
}

Deno.test("dnsNames takes host names, and wildcards of one", () => {
  for (const name of ["app", "a.example.com", "*.example.com", "_srv._tcp.a", "1.2.3.4", "A-b.C"]) {
    assertEquals(read("dnsNames", name), name);
  }
  const long = `${"a".repeat(60)}.`.repeat(5);
  for (
    const name of ["", "*", "a.*.b", "a..b", "a.", ".a", "-a", "a b", "büro.de", "a\n", long, "a,b"]
  ) {
    assertEquals(read("dnsNames", name), undefined, name);
  }
});

Deno.test("ipAddresses takes addresses, each in one spelling", () => {
  for (
    const [address, expected] of [
      ["10.0.0.1", "10.0.0.1"],
      ["::1", "::1"],
      ["0:0:0:0:0:0:0:1", "::1"],
      ["2001:DB8::1", "2001:db8::1"],
      ["::ffff:10.0.0.1", "::ffff:a00:1"],
      ["010.0.0.1", undefined],
      ["256.0.0.1", undefined],
      ["1.2.3", undefined],
      ["1::2::3", undefined],
      ["::1]", undefined],
      ["fe80::1%eth0", undefined],
      ["example.com", undefined],
      ["10.0.0.0/8", undefined],
      ["12345", undefined],
    ] as const
  ) {
    assertEquals(read("ipAddresses", address), expected, address);
  }
});

Deno.test("uris and emailAddresses take what ASCII can say", () => {
  assertEquals(read("uris", "spiffe://a/b?c"), "spiffe://a/b?c");
  assertEquals(read("uris", "urn:a"), "urn:a");
  for (const uri of ["a", "/a", "a b:c", "http://ü", "http:// a", "1a:b"]) {
    assertEquals(read("uris", uri), undefined, uri);
  }
  assertEquals(read("emailAddresses", "a+b@example.com"), "a+b@example.com");
  for (const email of ["a", "@a", "a@", "a b@c", "ü@a", "a@b@c"]) {
    assertEquals(read("emailAddresses", email), undefined, email);
  }
});
