import { assertEquals } from "@std/assert";
import { kindOf, type Manifest } from "@dekube/engine/pacts";
import { said, testContext } from "@dekube/engine/testing";
import { ingress, ingressRoute, SERVICE } from "./_testing.ts";
import { TraefikRewriter, TraefikRoutes } from "./mod.ts";
import { publicEntryPoints, reportInside } from "./settings.ts";

const context = (entryPoints: unknown, manifests: Manifest[] = []) =>
  testContext([SERVICE, ...manifests], {
    config: { extensions: { traefik: { entry_points: entryPoints } } },
  });

Deno.test("publicEntryPoints() takes a list of names, or a map to ports", () => {
  const read = (value: unknown) => [...publicEntryPoints(context(value))];
  assertEquals(read(["dmz"]), [["dmz", undefined]]);
  assertEquals(read({ Database: 5432 }), [["database", 5432]]);
  assertEquals([...publicEntryPoints(testContext([]))], []);
  for (const value of ["dmz", [3], { a: 0 }, { a: "80" }, 5]) {
    const ctx = context(value);
    assertEquals([[...publicEntryPoints(ctx)], said(ctx)], [[], ["bad-setting"]]);
  }
});

Deno.test("entry_points publishes Ingresses and IngressRoutes", () => {
  const manifest = ingress({ "router.entrypoints": "dmz" });
  const route = ingressRoute(["Host(`shop.example`)"], { entryPoints: ["dmz"] });
  const ctx = context(["DMZ"], [manifest, route]);
  assertEquals(new TraefikRewriter().rewrite(manifest, ctx).length, 1);
  const { ingressEntries } = new TraefikRoutes().convertAll(
    new Map([[kindOf(route), [route]]]),
    ctx,
  );
  assertEquals([ingressEntries?.length, said(ctx)], [1, []]);
});

Deno.test("reportInside() names the setting that publishes a route, as it can be written", () => {
  const ctx = testContext([]);
  reportInside(ctx.report(), ["a.b", "metrics"]);
  const [{ message }] = [...ctx.diagnostics];
  assertEquals(
    message.replace(/^.*dekube\.yaml: /, ""),
    "extensions.traefik.entry_points.'a.b': 443",
  );
});
