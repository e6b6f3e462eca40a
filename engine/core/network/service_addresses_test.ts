import { assertEquals } from "@std/assert";
import { contextOf, service } from "../_testing.ts";
import { ServiceAddresses } from "./service_addresses.ts";

const { services } = contextOf([
  service("shop/db", "db", { clusterIP: "10.96.7.7", clusterIPs: ["10.96.7.7", "fd00::7"] }),
  service("shop/hl", "hl", { clusterIP: "None" }),
  service("shop/any", "any"),
]);
const ADDRESSES = new ServiceAddresses(services);

Deno.test("ServiceAddresses.rewrite() puts a Service's name where its fixed address stands", () => {
  const rewrite = (text: string) => ADDRESSES.rewrite(text, "shop");
  assertEquals(rewrite("http://10.96.7.7:80/x 10.96.7.7"), "http://db:80/x db");
  assertEquals(rewrite("tcp://[FD00::7]:5432"), "tcp://db:5432");
  assertEquals(rewrite("TCP:10.96.7.7:80 ::ffff:10.96.7.7"), "TCP:db:80 ::ffff:10.96.7.7");
  assertEquals(rewrite("http://10.96.7.7/24"), "http://db/24");
  assertEquals(ADDRESSES.rewrite("10.96.7.7.", "data"), "db.shop.svc.");
});

Deno.test("ServiceAddresses.rewrite() leaves alone what is no such address, or where no name may stand", () => {
  for (
    const text of [
      "10.96.7.77 110.96.7.7 10.96.7.7.1 v10.96.7.7 10.96.7.7-a None",
      "allow 10.96.7.7/32;",
      "nameserver 10.96.7.7",
      "resolver 1.1.1.1 10.96.7.7;",
    ]
  ) assertEquals(ADDRESSES.rewrite(text, "shop"), text);
});

Deno.test("ServiceAddresses.rewrite() knows a name server by the variable that the text is the value of", () => {
  assertEquals(ADDRESSES.rewrite("10.96.7.7", "shop", "DNS_NAMESERVER="), "10.96.7.7");
  assertEquals(ADDRESSES.rewrite("10.96.7.7", "shop", "DB_HOST="), "db");
});

Deno.test("ServiceAddresses.in() has each address with its place and whose it is", () => {
  const found = [...ADDRESSES.in("nameserver 10.96.7.7")];
  assertEquals(found.map(({ address, at, service }) => [address, at, service.metadata.name]), [
    ["10.96.7.7", 11, "db"],
  ]);
});
