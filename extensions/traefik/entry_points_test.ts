import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { Annotations } from "@dekube/engine/pacts/ingress";
import { testContext } from "@dekube/engine/testing";
import { ingress } from "./_testing.ts";
import { TRAEFIK } from "./controller.ts";
import { ingressPublicity, publicityOf } from "./entry_points.ts";

Deno.test("publicityOf() publishes what ports 80 and 443 have", () => {
  assertEquals(publicityOf([]), "public");
  assertEquals(publicityOf(["web", "websecure"]), "public");
  assertEquals(publicityOf(["https"]), "public");
  assertEquals(publicityOf([" Web "]), "http");
  assertEquals(publicityOf(["traefik"]), "inside");
  assertEquals(publicityOf(["metrics", "web"]), "http");
});

Deno.test("publicityOf() publishes what the user calls public", () => {
  assertEquals(publicityOf(["dmz"], ["DMZ"]), "public");
});

Deno.test("ingressPublicity() reads the annotation in any case, and the old one", () => {
  const read = (manifest: Ingress) =>
    ingressPublicity(new Annotations(TRAEFIK, manifest, testContext([])));
  assertEquals(read(ingress({ "router.entryPoints": "metrics" })), "inside");
  assertEquals(read(ingress({ "frontend-entry-points": "http" })), "http");
  assertEquals(read(ingress()), "public");
});
