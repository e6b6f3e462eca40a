import { assertEquals } from "@std/assert";
import { contextOf, manifest, service } from "../_testing.ts";

Deno.test("EndpointIndex has the addresses of one host name in several slices together", () => {
  const slice = (name: string, addressType: string, address: string) =>
    manifest("EndpointSlice", `shop/${name}`, {
      metadata: { name, namespace: "shop", labels: { "kubernetes.io/service-name": "db" } },
      addressType,
      endpoints: [{ addresses: [address], hostname: "one" }, { addresses: ["192.0.2.9"] }],
    });
  const db = service("shop/db", undefined, { selector: null });
  const { services } = contextOf([
    db,
    slice("four", "IPv4", "192.0.2.7"),
    slice("six", "IPv6", "2001:db8::7"),
  ]);
  assertEquals(
    services.resolve(db)?.members,
    new Map([["one", ["192.0.2.7", "2001:db8::7"]], ["192-0-2-9", ["192.0.2.9"]]]),
  );
});
