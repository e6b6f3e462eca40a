import { assertEquals } from "@std/assert";
import { contextOf, entry, manifest, said } from "../_testing.ts";
import type { IngressEntry } from "./ingress.ts";
import { publicNames, sitesOf } from "./sites.ts";

function paths(entries: Partial<IngressEntry>[], ctx = contextOf([])): string[] {
  return sitesOf(entries.map(entry), ctx)[0].entries.map(({ path, pathType, defaultBackend }) =>
    `${defaultBackend ? "default" : pathType ?? "Prefix"} ${path}`
  );
}

Deno.test("sitesOf() sorts hosts, the one for any host last", () => {
  const hosts = ["", "b.example", "*.example", "B.example", "a.example"];
  const sites = sitesOf(
    hosts.map((host, index) => entry({ host, path: `/${index}` })),
    contextOf([]),
  );
  assertEquals(sites.map(({ host, entries }) => [host, entries.length]), [
    ["*.example", 1],
    ["a.example", 1],
    ["b.example", 2],
    ["", 1],
  ]);
});

Deno.test("sitesOf() leaves out what is no host", () => {
  const ctx = contextOf([]);
  const hosts = ["a b", "x {", "a.*.b", "*", "**.a", "-a", "a..b", "a.b:80", "{$X}", "a\nb", "a/b"];
  assertEquals(sitesOf(hosts.map((host) => entry({ host })), ctx), []);
  assertEquals(said(ctx), hosts.map(() => "bad-host"));
});

Deno.test("sitesOf() puts exact paths first, then the longest, the default backend last", () => {
  const order = paths([
    { path: "/", defaultBackend: true },
    { path: "/" },
    { path: "/a" },
    { path: "/a/b" },
    { path: "/a", pathType: "Exact" },
    { path: "/a/(.*)", pathType: "Regex" },
    { path: "/a/b/c/d/" },
  ]);
  assertEquals(order, [
    "Exact /a",
    "Prefix /a/b/c/d/",
    "Regex /a/(.*)",
    "Prefix /a/b",
    "Prefix /a",
    "Prefix /",
    "default /",
  ]);
});

Deno.test("sitesOf() keeps the first of two routes for one path", () => {
  const ctx = contextOf([]);
  const resource = { kind: "Ingress", namespace: "shop", name: "two" };
  const [site] = sitesOf([
    entry({ path: "/a", upstream: "one:80" }),
    entry({ path: "/a/", upstream: "two:80", resource }),
    entry({ path: "/a", pathType: "Exact", upstream: "three:80" }),
  ], ctx);
  assertEquals(site.entries.map(({ upstream }) => upstream), ["three:80", "one:80"]);
  assertEquals([...ctx.diagnostics].map(({ code, resource }) => [code, resource?.name]), [
    ["duplicate-route", "two"],
  ]);
});

Deno.test("sitesOf() keeps the denied one of two routes for one path", () => {
  const ctx = contextOf([]);
  const [site] = sitesOf([entry(), entry({ denied: "basicAuth" }), entry()], ctx);
  assertEquals(site.entries.map(({ denied }) => denied), ["basicAuth"]);
});

Deno.test("sitesOf() keeps the guarded one of two routes for one path", () => {
  const ctx = contextOf([]);
  const guarded = entry({ allowedSources: ["10.0.0.0/8"] });
  assertEquals(sitesOf([entry(), guarded], ctx)[0].entries, [guarded]);
  assertEquals(sitesOf([guarded, entry()], ctx)[0].entries, [guarded]);
});

Deno.test("sitesOf() says nothing of a route that is there twice", () => {
  const ctx = contextOf([]);
  sitesOf([entry(), entry({ resource: { kind: "Ingress", namespace: "", name: "x" } })], ctx);
  assertEquals(said(ctx), []);
});

Deno.test("publicNames() leaves the name of a Service to the Service", () => {
  const sites = ["web.shop.svc", "shop.example", "10.0.0.1"].map((host) => ({ host, entries: [] }));
  assertEquals(publicNames(sites, contextOf([manifest("Service", "web")])), ["shop.example"]);
});
