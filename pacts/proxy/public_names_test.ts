import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import { publicNames } from "./public_names.ts";

function names(hosts: string[]): string[] {
  return publicNames({ hosts }, contextOf([manifest("Service", "web")]));
}

Deno.test("publicNames() takes literal names with a dot", () => {
  assertEquals(names(["shop.example", "*.shop.example", "intranet", ""]), ["shop.example"]);
});

Deno.test("publicNames() leaves the name of a Service to the Service, and addresses alone", () => {
  assertEquals(names(["web.shop.svc", "shop.example", "10.0.0.1"]), ["shop.example"]);
});
