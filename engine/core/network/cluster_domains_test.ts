import { assertEquals } from "@std/assert";
import { contextOf, service, workload } from "../_testing.ts";
import { fullNames, noteClusterDomains } from "./cluster_domains.ts";

Deno.test("noteClusterDomains() reads files, and takes no name of the world outside for the cluster's", () => {
  const ctx = contextOf([workload("shop/web"), service("shop/web")]);
  ctx.files.write("a", "url: web.shop.svc.k8s.internal.\n");
  ctx.files.write("b", "url: api.prod.svc.example.org web.other.svc.example.org\n");
  noteClusterDomains({}, ctx);
  assertEquals([...ctx.clusterDomains], ["k8s.internal"]);
});

Deno.test("fullNames() are those below all domains of the cluster", () => {
  assertEquals(fullNames("web.shop", { clusterDomains: new Set(["k8s.corp"]) }), [
    "web.shop.svc.cluster.local",
    "web.shop.svc",
    "web.shop",
    "web.shop.svc.k8s.corp",
  ]);
});
