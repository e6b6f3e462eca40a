import { assertEquals } from "@std/assert";
import { contextOf, deployment, manifest, service } from "../../pacts/_testing.ts";
import { extension, ServiceIndexer } from "./mod.ts";

const WEB = deployment("web", {
  containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }],
});

Deno.test("convert() makes Services known, and what stands behind each", () => {
  const ctx = contextOf([WEB]);
  const web = service("web", { ports: [{ name: "www", port: 80, targetPort: "http" }] });
  assertEquals(new ServiceIndexer().convert("Service", [web], ctx), {});
  assertEquals(ctx.services.get("shop", "web"), web);
  assertEquals(ctx.services.selecting([...ctx.workloads][0]), [web]);
  assertEquals([...ctx.aliasMap], [["shop/web", ["web"]]]);
  assertEquals([...ctx.servicePortMap], [["shop/web:80", 8080], ["shop/web:www", 8080]]);
});

Deno.test("convert() follows an ExternalName when the Service behind it comes later", () => {
  const ctx = contextOf([WEB]);
  const old = manifest("Service", "old", {
    spec: { type: "ExternalName", externalName: "web.shop.svc.cluster.local" },
  });
  new ServiceIndexer().convert("Service", [old, service("web", { ports: [{ port: 80 }] })], ctx);
  assertEquals(ctx.aliasMap.get("shop/old"), ["web"]);
  assertEquals(ctx.servicePortMap.get("shop/old:80"), 80);
});

Deno.test("convert() keeps the last when a Service comes twice", () => {
  const ctx = contextOf([WEB]);
  const services = [80, 81].map((port) => service("web", { type: "NodePort", ports: [{ port }] }));
  new ServiceIndexer().convert("Service", services, ctx);
  assertEquals(ctx.services.selecting([...ctx.workloads][0]), [services[1]]);
  assertEquals([...ctx.servicePortMap.keys()], ["shop/web:81"]);
});

Deno.test("ServiceIndexer is an indexer of the name that the catalogue has", () => {
  const indexer = new ServiceIndexer();
  assertEquals([indexer.name, indexer.role], [extension.name, "indexer"]);
  assertEquals(indexer.kinds, ["Service"]);
});
