import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import type { Manifest } from "@dekube/engine/pacts";
import { custom, reading } from "./_testing.ts";
import { routeService } from "./route_service.ts";

function read(services: unknown, others: Manifest[] = []): [string, ...string[]] {
  const read = reading(others);
  const found = routeService(services, "shop", read.report, read.objects);
  const shown = found.kind === "service"
    ? `${found.namespace}/${found.name}:${found.port}`
    : found.kind === "internal"
    ? found.name
    : "none";
  return [shown, ...said(read.ctx)];
}

const split = (name: string, spec: unknown) => custom("TraefikService", name, spec, "other");
const to = (name: string) => [{ name, namespace: "other", kind: "TraefikService" }];

Deno.test("routeService() takes the service of the greatest weight", () => {
  assertEquals(read([{ name: "web", port: 80 }]), ["shop/web:80"]);
  assertEquals(read([{ name: "a", weight: 1 }, { name: "b", weight: 9 }, { name: "c" }]), [
    "shop/b:",
    "one-service spec",
  ]);
  assertEquals(read([{ name: "a", namespace: "x", port: "http" }]), ["x/a:http"]);
});

Deno.test("routeService() follows TraefikServices, in their own namespace", () => {
  const weighted = split("w", { weighted: { services: [{ name: "m", kind: "TraefikService" }] } });
  const mirror = split("m", { mirroring: { name: "web", port: 80, mirrors: [{ name: "x" }] } });
  assertEquals(read(to("w"), [weighted, mirror]), ["other/web:80", "mirrored-service spec"]);
  const failover = split("f", { failover: { service: { name: "main", port: 1 }, fallback: {} } });
  assertEquals(read(to("f"), [failover]), ["other/main:1", "failover-service spec"]);
});

Deno.test("routeService() tells apart TraefikServices whose names read the same", () => {
  const mirror = (name: string, namespace: string) =>
    custom("TraefikService", name, { mirroring: { name: "web" } }, namespace);
  const services = [{ name: "c", namespace: "a-b", kind: "TraefikService" }];
  assertEquals(read(services, [mirror("b-c", "a"), mirror("c", "a-b")])[0], "a-b/web:");
});

Deno.test("routeService() finds Traefik's own services", () => {
  assertEquals(read([{ name: "api@internal", kind: "TraefikService" }]), ["api@internal"]);
});

Deno.test("routeService() says that a route leads nowhere", () => {
  const circle = split("c", { weighted: { services: [{ name: "c", kind: "TraefikService" }] } });
  const nowhere: [string, string] = ["none", "no-backend-service spec"];
  for (const services of [null, [], "x", [{}], [null], [{ name: null }], [["a"]]]) {
    assertEquals(read(services), nowhere);
  }
  assertEquals(read(to("c"), [circle]), nowhere);
  assertEquals(read(to("empty"), [split("empty", null)]), nowhere);
  assertEquals(read(to("gone")), ["none", "missing-service spec"]);
});
