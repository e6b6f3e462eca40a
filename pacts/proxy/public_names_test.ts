import { assertEquals } from "@std/assert";
import { contextOf, manifest } from "../_testing.ts";
import { publicNames } from "./public_names.ts";

function names(hosts: string[]): string[] {
  return publicNames({ hosts }, contextOf([manifest("Service", "web")]));
}

Deno.test("publicNames() takes literal names with a dot", () => {
  assertEquals(names(["shop.example", "*.shop.example", "intranet", ""]), ["shop.example"]);
});

Deno.test("publicNames() leaves the names of a pod to the pod", () => {
  const pod = {
    kind: "Pod",
    metadata: { name: "pg-0", namespace: "shop" },
    spec: { hostname: "pg-0", subdomain: "db", containers: [{ name: "pg", image: "pg" }] },
  };
  const hosts = ["pg-0.db", "PG-0.db.shop", "pg-0.db.shop.svc", "pg-0.db.shop.svc.cluster.local"];
  const found = publicNames({ hosts: [...hosts, "pg-1.db"] }, contextOf([pod]));
  assertEquals(found, ["pg-1.db"]);
});

Deno.test("publicNames() leaves the name of a Service to the Service, and addresses alone", () => {
  assertEquals(names(["web.shop.svc", "shop.example", "10.0.0.1"]), ["shop.example"]);
});
