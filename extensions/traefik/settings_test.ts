import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { ingress, ingressRoute, SERVICE } from "./_testing.ts";
import { TraefikRewriter, TraefikRoutes } from "./mod.ts";
import { publicEntryPoints } from "./settings.ts";

const context = (entryPoints: unknown) =>
  testContext([SERVICE], { config: { extensions: { traefik: { entry_points: entryPoints } } } });

Deno.test("publicEntryPoints() takes a list of names alone", () => {
  assertEquals(publicEntryPoints(context(["dmz"])), ["dmz"]);
  assertEquals(publicEntryPoints(testContext([])), []);
  for (const value of ["dmz", [3], {}]) {
    const ctx = context(value);
    assertEquals([publicEntryPoints(ctx), said(ctx)], [[], ["bad-setting"]]);
  }
});

Deno.test("entry_points publishes Ingresses and IngressRoutes", () => {
  const ctx = context(["DMZ"]);
  const manifest = ingress({ "router.entrypoints": "dmz" });
  assertEquals(new TraefikRewriter().rewrite(manifest, ctx).length, 1);
  const route = ingressRoute(["Host(`shop.example`)"], { entryPoints: ["dmz"] });
  const { ingressEntries } = new TraefikRoutes().convert("IngressRoute", [route], ctx);
  assertEquals([ingressEntries?.length, said(ctx)], [1, []]);
});
