import { assertEquals } from "@std/assert";
import type { Config, IngressEntry, StreamRoute } from "../../pacts/mod.ts";
import { codes, contextOf, said } from "./_testing.ts";
import { besideStreams, keptStreams, soundStreams, withoutFallback } from "./streams.ts";

const route: StreamRoute = { protocol: "tcp", port: 5432, upstream: "db.shop.svc:5432" };

function sound(...routes: Partial<StreamRoute>[]) {
  const ctx = contextOf();
  const kept = soundStreams(routes.map((fields) => ({ ...route, ...fields })), ctx);
  return { kept, codes: codes(ctx.diagnostics), said: said(ctx.diagnostics) };
}

Deno.test("soundStreams() keeps routes that differ in port, transport or name", () => {
  const routes: StreamRoute[] = [
    route,
    { ...route, protocol: "udp" },
    { ...route, port: 443, protocol: "tls", hosts: ["*.db.example"] },
    { ...route, port: 443, protocol: "tls", hosts: ["b.example"], allowedSources: ["10.0.0.0/8"] },
    { ...route, port: 443, protocol: "tls", upstream: "other:1" },
  ];
  assertEquals(sound(...routes), { kept: routes, codes: [], said: [] });
});

Deno.test("soundStreams() leaves a route out when it is none, and says why", () => {
  for (
    const fields of [
      { port: 0 },
      { port: 70_000 },
      { port: 1.5 },
      { upstream: "db" },
      { backends: [{ upstream: "db; }", weight: 1 }] },
      { protocol: "sctp" },
      { protocol: "tls", hosts: ["a b"] },
      { hosts: ["db.example"] },
      { tls: {} },
      { allowedSources: [] },
      { fallback: "https" },
      { protocol: "tls", fallback: "https" },
      { allowedSources: ["10.0.0.0/8", "office"] },
    ] as Partial<StreamRoute>[]
  ) {
    const { kept, codes } = sound(fields);
    assertEquals([kept, codes], [[], ["bad-stream"]], JSON.stringify(fields));
  }
});

Deno.test("soundStreams() gives a name to the first route that is for it", () => {
  const tls = { protocol: "tls", port: 443 } as const;
  const { kept, said } = sound(
    { ...tls, hosts: ["A.example", "b.example"] },
    { ...tls, hosts: ["b.example", "c.example"], upstream: "other.shop.svc:1" },
    { ...tls, hosts: ["a.example"] },
  );
  assertEquals(kept.map(({ hosts }) => hosts), [["a.example", "b.example"], ["c.example"]]);
  assertEquals(said, [
    "error duplicate-stream: the route of port 443 (tls, b.example, c.example) to other.shop.svc:1 is left out for b.example: connections to it go to db.shop.svc:5432 by another route. Give one of them another port",
  ]);
});

Deno.test("keptStreams() leaves a route out that does not keep a restriction of its object", () => {
  const ctx = contextOf();
  const guarded = { ...route, allowedSources: ["10.0.0.0/8"] };
  const networks = { guard: "allowedSources", annotation: "whitelist" } as const;
  assertEquals(keptStreams([route, guarded], [networks], ctx), [guarded]);
  assertEquals(keptStreams([guarded], [{ guard: "basicAuth", annotation: "auth-type" }], ctx), []);
  assertEquals(keptStreams([route], [], ctx), [route]);
  assertEquals(codes(ctx.diagnostics), ["access-denied", "access-denied"]);
});

const PASSED: StreamRoute = {
  protocol: "tls",
  port: 443,
  hosts: ["db.example"],
  upstream: "db:8443",
  fallback: "https",
  resource: { kind: "Ingress", namespace: "shop", name: "db" },
};

Deno.test("keptStreams() leaves a restriction of requests to the routes that stand in", () => {
  const ctx = contextOf();
  assertEquals(keptStreams([PASSED], [{ guard: "basicAuth", annotation: "auth-type" }], ctx), []);
  assertEquals(said(ctx.diagnostics), [
    "warning unsupported-passthrough: TLS of db.example does not pass through to the backend, because who may come in is restricted by what is in requests (auth-type). It ends at the proxy, with a certificate that is the proxy's, and the backend is spoken to by HTTPS in turn. To have it pass through, take auth-type off, and have the backend ask for that itself",
  ]);
});

Deno.test("withoutFallback() leaves routes that HTTPS stands in for to it, and says so", () => {
  const ctx = contextOf();
  const proxy = { name: "plain", streamsRemedy: "give plain its plugin" };
  assertEquals(withoutFallback([route, PASSED], proxy, ctx), [route]);
  assertEquals(said(ctx.diagnostics), [
    'warning unsupported-passthrough: TLS of db.example does not pass through to the backend, because the proxy "plain" forwards no connections. It ends at the proxy, with a certificate that is the proxy\'s, and the backend is spoken to by HTTPS in turn. To have it pass through, give plain its plugin, or add `--extension nginx-provider`, whose proxy can',
  ]);
});

Deno.test("withoutFallback() says what becomes of it when HTTPS is off, or the proxy is the user's own", () => {
  const told = (config: Partial<Config>) => {
    const ctx = contextOf([], config);
    withoutFallback([PASSED], { name: "plain", streamsRemedy: "give plain its plugin" }, ctx);
    return said(ctx.diagnostics)[0].replace(/^.*no connections\. /, "");
  };
  assertEquals(
    told({ https: "off" }),
    'With "https: off" it is served over HTTP alone, and the backend is spoken to by HTTPS in turn. To have it pass through, give plain its plugin, or add `--extension nginx-provider`, whose proxy can',
  );
  assertEquals(
    told({ disableIngress: true }),
    "It ends at the proxy, with a certificate that is the proxy's, and the backend is spoken to by HTTPS in turn. To have it pass through, add `--extension nginx-provider` where the proxy of your own is an nginx, or write the route into your own proxy",
  );
});

Deno.test("besideStreams() takes HTTPS from the routes that stand in for a route of connections", () => {
  const entry: IngressEntry = {
    host: "DB.example",
    path: "/",
    upstream: "db:8443",
    scheme: "https",
    tls: {},
    resource: PASSED.resource,
  };
  const beside = (fields: Partial<IngressEntry>, stream: Partial<StreamRoute> = {}) => {
    const ctx = contextOf();
    const [made] = besideStreams([{ ...entry, ...fields }], [{ ...PASSED, ...stream }], ctx);
    const { protocols, httpsRedirect } = made;
    return [protocols, httpsRedirect, codes(ctx.diagnostics)];
  };
  assertEquals(beside({}), [[], 308, []]);
  assertEquals(beside({ httpsRedirect: 302 }), [[], 302, []]);
  assertEquals(beside({ protocols: ["http", "https"] }), [["http"], undefined, []]);
  assertEquals(beside({ path: "/a", upstream: "api:80" }), [[], 308, ["hidden-path"]]);
  assertEquals(beside({ tls: undefined }), [undefined, undefined, []]);
  // Those of another object have a say of their own, as has a route that nothing stands in for.
  const other = { kind: "Ingress", namespace: "shop", name: "other" };
  assertEquals(beside({ resource: other }), [undefined, undefined, []]);
  assertEquals(beside({ host: "a.example" }), [undefined, undefined, []]);
  assertEquals(beside({}, { fallback: undefined }), [undefined, undefined, []]);
});
