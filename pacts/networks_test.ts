import { assertEquals } from "@std/assert";
import { commonNetworks } from "./networks.ts";

Deno.test("commonNetworks() takes the narrower of two networks, of either family", () => {
  assertEquals(commonNetworks(["0.0.0.0/0"], ["10.0.0.0/8", "::1"]), ["10.0.0.0/8"]);
  assertEquals(commonNetworks(["2001:db8::/32"], ["2001:db8:1::5", "2001:db9::1"]), [
    "2001:db8:1::5",
  ]);
  assertEquals(commonNetworks(["10.0.0.5/8"], ["10.0.0.0/8"]), ["10.0.0.5/8", "10.0.0.0/8"]);
  assertEquals(commonNetworks(["10.0.0.1"], ["10.0.0.1/32"]), ["10.0.0.1", "10.0.0.1/32"]);
  assertEquals(commonNetworks(["0.0.0.0/0"], ["::/0"]), []);
  assertEquals(commonNetworks(["10.0.0.0/33"], ["10.0.0.0/8"]), undefined);
  assertEquals(commonNetworks([], ["10.0.0.0/8"]), []);
});
