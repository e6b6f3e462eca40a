import { assertEquals } from "@std/assert";
import { entry } from "../_testing.ts";
import { Diagnostics } from "../diagnostics.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { type Site, sitesOf } from "./sites.ts";

/** The one site of some routes. */
function siteOf(entries: readonly IngressEntry[], diagnostics = new Diagnostics()): Site {
  const [site, ...more] = sitesOf(entries, diagnostics);
  assertEquals(more, []);
  return site;
}

function paths(entries: Partial<IngressEntry>[]): string[] {
  return siteOf(entries.map(entry)).entries.map(({ path, pathType, defaultBackend }) =>
    `${defaultBackend ? "default" : pathType ?? "Prefix"} ${path}`
  );
}

function codes(diagnostics: Diagnostics): string[] {
  return [...diagnostics].map(({ code }) => code);
}

Deno.test("sitesOf() sorts hosts, the one for any host last", () => {
  const hosts = ["", "b.example", "*.example", "B.example", "a.example"];
  const sites = sitesOf(
    hosts.map((host, index) => entry({ host, path: `/${index}` })),
    new Diagnostics(),
  );
  assertEquals([...sites].map(({ host, entries }) => [host, entries.length]), [
    ["*.example", 1],
    ["a.example", 1],
    ["b.example", 2],
    ["", 1],
  ]);
});

Deno.test("sitesOf() leaves out what is no host", () => {
  const diagnostics = new Diagnostics();
  const hosts = ["a b", "x {", "a.*.b", "*", "**.a", "-a", "a..b", "a.b:80", "{$X}", "a\nb", "a/b"];
  assertEquals(sitesOf(hosts.map((host) => entry({ host })), diagnostics).size, 0);
  assertEquals(codes(diagnostics), hosts.map(() => "bad-host"));
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
  const diagnostics = new Diagnostics();
  const resource = { kind: "Ingress", namespace: "shop", name: "two" };
  const site = siteOf([
    entry({ path: "/a", upstream: "one:80" }),
    entry({ path: "/a/", upstream: "two:80", resource }),
    entry({ path: "/a", pathType: "Exact", upstream: "three:80" }),
  ], diagnostics);
  assertEquals(site.entries.map(({ upstream }) => upstream), ["three:80", "one:80"]);
  assertEquals([...diagnostics].map(({ code, resource }) => [code, resource?.name]), [
    ["duplicate-route", "two"],
  ]);
});

Deno.test("sitesOf() keeps the denied one of two routes for one path", () => {
  const site = siteOf([entry(), entry({ denied: "basicAuth" }), entry()]);
  assertEquals(site.entries.map(({ denied }) => denied), ["basicAuth"]);
});

Deno.test("sitesOf() keeps the guarded one of two routes for one path", () => {
  const guarded = entry({ allowedSources: ["10.0.0.0/8"] });
  assertEquals(siteOf([entry(), guarded]).entries, [guarded]);
  assertEquals(siteOf([guarded, entry()]).entries, [guarded]);
});

Deno.test("sitesOf() says nothing of a route that is there twice", () => {
  const diagnostics = new Diagnostics();
  siteOf(
    [entry(), entry({ resource: { kind: "Ingress", namespace: "", name: "x" } })],
    diagnostics,
  );
  assertEquals(codes(diagnostics), []);
});

Deno.test("sitesOf() finds a site by just its host", () => {
  const sites = sitesOf(
    ["*.example", "", "B.example"].map((host) => entry({ host })),
    new Diagnostics(),
  );
  assertEquals(sites.get("b.example")?.entries.length, 1);
  assertEquals(sites.get("")?.host, "");
  assertEquals(sites.get("a.example"), undefined);
  assertEquals(sites.entries.length, 3);
});

Deno.test("sitesOf() keeps the one of two routes that has the higher priority, and says nothing", () => {
  const diagnostics = new Diagnostics();
  const first = entry({ upstream: "a:80", basicAuth: { users: { ann: "x" } }, priority: 1 });
  const second = entry({ upstream: "b:80", priority: 2 });
  for (const routes of [[first, second], [second, first]]) {
    assertEquals(siteOf(routes, diagnostics).entries, [second]);
  }
  assertEquals(codes(diagnostics), []);
});

Deno.test("sitesOf() keeps a guard when another controller's route of its path has a priority", () => {
  const diagnostics = new Diagnostics();
  const guarded = entry({ upstream: "a:80", basicAuth: { users: { ann: "x" } } });
  const open = entry({ upstream: "b:80", priority: 2 });
  assertEquals(siteOf([open, guarded], diagnostics).entries, [guarded]);
  assertEquals(codes(diagnostics), ["duplicate-route"]);
});

Deno.test("sitesOf() moves nothing to HTTPS of a host whose HTTPS passes by", () => {
  const passed = entry({ host: "db.example", protocols: [], httpsRedirect: 302 });
  const streams = [{ port: 443, hosts: ["db.example"] }];
  const read = (port: number, entries = [passed]) =>
    [...sitesOf(entries, new Diagnostics(), "internal", [{ ...streams[0], port }])]
      .map(({ protocol }) => protocol);
  assertEquals(read(443), ["http"]);
  assertEquals(read(5432), ["http", "https"]);
  assertEquals(read(443, [entry({ host: "db.example", tls: {} })]), ["http", "https"]);
});

Deno.test("sitesOf() serves a host over HTTPS too when others' routes would take its requests there", () => {
  const over = (
    host: string,
    wider: Partial<IngressEntry>,
    fields: Partial<IngressEntry> = {},
    policy: HttpsPolicy = "auto",
  ) => {
    const guarded = entry({ host, allowedSources: ["10.0.0.0/8"], ...fields });
    const sites = sitesOf([entry(wider), guarded], new Diagnostics(), policy);
    return sites.get(host, "https")?.entries.some((one) => one.allowedSources !== undefined);
  };
  const [wildcard, any] = [{ host: "*.shop.example", tls: {} }, { host: "", tls: {} }];
  for (const wider of [wildcard, any, { host: "a.shop.example", path: "/x", tls: {} }]) {
    assertEquals(over("a.shop.example", wider), true);
    assertEquals(over("a.shop.example", wider, { protocols: ["http"] }) ?? false, false);
    assertEquals(over("a.shop.example", wider, {}, "off"), undefined);
  }
  assertEquals(over("*.shop.example", any), true);
  assertEquals(over("b.a.shop.example", wildcard), true);
  assertEquals(over("shop.example", wildcard), undefined);
  assertEquals(over("a.shop.example", { host: "*.shop.example" }), undefined);
});

Deno.test("sitesOf() serves a host over HTTPS too when routes lead clients there by it", () => {
  const protocols = (host: string, ...others: Partial<IngressEntry>[]) =>
    [...sitesOf([entry({ host }), ...others.map(entry)], new Diagnostics())]
      .filter((site) => site.host === host).map(({ protocol }) => protocol);
  const auth = (signin: string) => ({
    forwardAuth: { url: "http://auth/", responseHeaders: [], signin },
  });
  const [one, both] = [["http"], ["http", "https"]];
  const login = "https://login.example/start?rd=$escaped_request_uri";
  assertEquals(protocols("login.example", auth(login)), both);
  assertEquals(protocols("*.example", auth(login)), both);
  assertEquals(protocols("other.example", auth(login)), one);
  assertEquals(protocols("login.example", auth("http://login.example/start")), one);
  assertEquals(protocols("login.example", auth("https://login.example:8443/start")), one);
  // No host is called so.
  assertEquals(protocols("*.a", auth(`https://${"a.".repeat(200)}a/`)), one);
  const own = { host: "shop.example", path: "/x" };
  assertEquals(protocols(own.host, { ...own, ...auth("https://$host/start") }), both);
  const to = (to: string) => ({ ...own, redirect: { to, status: 308 } });
  assertEquals(protocols("new.example", to("https://new.example$request_uri")), both);
  assertEquals(protocols(own.host, to("https://$host$request_uri")), one);
  assertEquals(protocols(own.host, to("https://shop.example/y")), one);
  // All that is wider than this would fill the memory.
  assertEquals(protocols("login.example", auth(`https://${"a.".repeat(200_000)}example`)), one);
});
