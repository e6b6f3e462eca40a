import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { expectedSubnet, FixedAddresses, subnetOf } from "./subnet.ts";

Deno.test("subnetOf() is one of 1024 networks by the project's name, in a part that few use", () => {
  const subnets = ["a", "b", "c", "shop", ""].map((name) => subnetOf(name, "").subnet);
  assertEquals(new Set(subnets).size, subnets.length);
  for (const subnet of subnets) {
    assert(/^10\.(11[2-9]|12[0-7])\.\d+\.0\/22$/.test(subnet), subnet);
    assertEquals(expectedSubnet(subnet), undefined);
  }
  assertEquals(subnetOf("shop", ""), subnetOf("shop", ""));
});

Deno.test("subnetOf() cuts the network that is set in two halves, one for who has no fixed address", () => {
  assertEquals(subnetOf("shop", "10.20.0.0/24"), {
    subnet: "10.20.0.0/24",
    ip_range: "10.20.0.0/25",
    gateway: "10.20.0.1",
  });
});

Deno.test("expectedSubnet() has nothing to say of networks of a size that makes sense, named by their first address", () => {
  for (const text of ["10.0.0.0/8", "192.168.4.0/22", "172.30.0.16/28"]) {
    assertEquals(expectedSubnet(text), undefined, text);
  }
});

Deno.test("expectedSubnet() says what is wrong: the form, the size, or the address", () => {
  for (const text of ["10.0.0.0", "300.0.0.0/24", "10.0.0.0/33", "fd00::/64", "10.0.0.0/x", ""]) {
    assertStringIncludes(expectedSubnet(text) ?? "", "a network of IPv4 addresses, for", text);
  }
  for (const text of ["10.115.4.0/30", "10.0.0.0/29", "0.0.0.0/0"]) {
    assertStringIncludes(expectedSubnet(text) ?? "", "a network of /8 to /28", text);
  }
  for (const text of ["10.0.0.1/24", "10.0.0.255/24"]) {
    assertStringIncludes(expectedSubnet(text) ?? "", "which for one of /24 is 10.0.0.0/24", text);
  }
});

Deno.test("FixedAddresses.of() is the same for a name, another for another, and in the upper half", () => {
  const addresses = new FixedAddresses(subnetOf("", "10.20.0.0/28"));
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const given = names.map((name) => addresses.of(name));
  assertEquals(new Set(given).size, 7);
  for (const address of given) {
    const last = Number(address?.split(".")[3]);
    assert(last >= 8 && last <= 14, address);
  }
  assertEquals(addresses.of("a"), given[0]);
  assertEquals(addresses.of("h"), undefined);
});

Deno.test("FixedAddresses.of() does not depend on who else has one, but where two would meet", () => {
  const alone = new FixedAddresses(subnetOf("x", ""));
  const among = new FixedAddresses(subnetOf("x", ""));
  among.of("other");
  assertEquals(among.of("web"), alone.of("web"));
});
