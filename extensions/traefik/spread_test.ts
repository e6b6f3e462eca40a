import { assertEquals } from "@std/assert";
import { convertRoutes, ingress, ingressRoute, middleware, USERS } from "./_testing.ts";
import type { Manifest } from "@dekube/engine/pacts";

const AUTH = middleware("auth", { basicAuth: { secret: "users" } });

function shown(manifests: Manifest[]): string[] {
  return convertRoutes([...manifests, AUTH, USERS]).entries
    .map(({ host, path, basicAuth, denied }) =>
      `${host || "*"}${path}${basicAuth ? " guarded" : ""}${denied ? " denied" : ""}`
    );
}

Deno.test("a path of any host is served, and guarded, under hosts that have routes of their own", () => {
  const routes = ingressRoute([
    "Host(`a.example`)",
    { match: "PathPrefix(`/admin`)", middlewares: [{ name: "auth" }] },
  ]);
  const other = ingress({}, { host: "B.example" });
  assertEquals(shown([routes, other]), [
    ...["a.example/", "*/admin guarded", "a.example/admin guarded", "b.example/admin guarded"],
  ]);
});

Deno.test("a path of *.example.com is served under the hosts that it covers", () => {
  const routes = ingressRoute([
    "Host(`a.x.example`) || Host(`b.y.example`) || Host(`c.d.x.example`)",
    "Host(`b.x.example`) && PathPrefix(`/outpost`)",
    { match: "HostRegexp(`{sub:[a-z0-9-]+}.x.example`) && PathPrefix(`/outpost`)", priority: 15 },
  ], { tls: { secretName: "cert" } });
  assertEquals(shown([routes]), [
    ...["a.x.example/", "b.y.example/", "c.d.x.example/", "b.x.example/outpost"],
    ...["*.x.example/outpost", "a.x.example/outpost"],
  ]);
  assertEquals(convertRoutes([routes]).entries.map(({ tls }) => tls?.secret?.name), [
    ...["cert", "cert", "cert", "cert", "cert", undefined],
  ]);
});

Deno.test("the root of any host stays with the hosts that nothing else has", () => {
  assertEquals(shown([ingressRoute(["Host(`a.example`)", "PathPrefix(`/`)"])]), [
    "a.example/",
    "*/",
  ]);
});

Deno.test("the root of any host is served under all hosts when it asks for more, or comes first", () => {
  const asking = "PathPrefix(`/`) && Header(`X-A`, `b`)";
  assertEquals(shown([ingressRoute(["Host(`a.example`)", asking])]), [
    ...["a.example/", "*/", "a.example/"],
  ]);
  const first = { match: "PathPrefix(`/`)", priority: 1000 };
  const { entries } = convertRoutes([ingressRoute(["Host(`a.example`)", first])]);
  assertEquals(entries.map(({ host, priority }) => [host, priority]), [
    ["a.example", 17],
    ["", 1000],
    ["a.example", 1000],
  ]);
});

Deno.test("a route whose hosts can't be told closes none that are known", () => {
  const match = "HostRegexp(`a.*b`) && PathPrefix(`/x`)";
  const routes = ingressRoute(["Host(`a.example`)", { match, middlewares: [{ name: "auth" }] }]);
  assertEquals(shown([routes]), ["a.example/", "*/x denied"]);
});

Deno.test("copies of routes are not without number", () => {
  const hosts = Array.from({ length: 200 }, (_, index) => `Host(\`h${index}.example\`)`);
  const paths = Array.from({ length: 60 }, (_, index) => `PathPrefix(\`/p${index}\`)`);
  const { entries, said } = convertRoutes([ingressRoute([...hosts, ...paths])]);
  assertEquals(entries.length, 200 + 60 + 10_000);
  assertEquals([...new Set(said)], ["warning too-many-hosts"]);
});
