import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, custom, ingressRoute, middleware, service, USERS } from "./_testing.ts";

const HOST = "Host(`shop.example`)";
const AUTH = middleware("auth", { basicAuth: { secret: "users" } });
const OTHER = service("other", [{ name: "http", port: 80, targetPort: 9000 }]);
const WEB = "web.shop.svc.cluster.local:8080";
const SECOND = "other.shop.svc.cluster.local:9000";

function read(services: unknown, others: Manifest[] = [], route = {}) {
  const { entries: [entry], said } = convertRoutes([
    ingressRoute([{ match: HOST, services, ...route }]),
    OTHER,
    AUTH,
    USERS,
    ...others,
  ]);
  return { entry, said: said.filter((one) => one !== "info unused-object") };
}

Deno.test("routeBackend() shares requests among services, each spoken to in its own way", () => {
  const { entry, said } = read([
    { name: "web", port: 80, weight: 1 },
    { name: "other", port: 80, weight: 3, scheme: "h2c", passHostHeader: false },
  ]);
  const upstreamHost = "other.shop.svc.cluster.local";
  assertEquals([entry.upstream, entry.scheme, entry.upstreamHost], [SECOND, "h2c", upstreamHost]);
  assertEquals(entry.backends, [
    { upstream: WEB, scheme: "http", weight: 1 },
    { upstream: SECOND, scheme: "h2c", upstreamHost, weight: 3 },
  ]);
  assertEquals(said, []);
});

Deno.test("routeBackend() answers 503 for what no service has a weight for", () => {
  const none = [{ name: "web", port: 80, weight: 0 }, { name: "other", port: 80, weight: 0 }];
  const { entry, said } = read(none);
  assertEquals([entry.answer, entry.backends, said], [
    ...[{ status: 503 }, undefined, ["info no-backends"]],
  ]);
  const services = [{ name: "other", port: 80 }, { name: "w", kind: "TraefikService", weight: 3 }];
  const part = read(services, [custom("TraefikService", "w", { weighted: { services: none } })]);
  assertEquals([part.entry.answer, part.entry.backends], [undefined, [
    { upstream: SECOND, scheme: "http", weight: 1 },
    { weight: 3, status: 503 },
  ]]);
});

Deno.test("routeBackend() copies requests to mirrors", () => {
  const mirroring = { name: "web", port: 80, mirrors: [{ name: "other", port: 80, percent: 10 }] };
  const { entry, said } = read([{ name: "m", kind: "TraefikService" }], [
    custom("TraefikService", "m", { mirroring }),
  ]);
  assertEquals([entry.upstream, entry.backends], [WEB, undefined]);
  assertEquals(entry.mirrors, [{ upstream: SECOND, scheme: "http", share: 0.1 }]);
  assertEquals(said, []);
});

Deno.test("routeBackend() waits as long as any of the services may take", () => {
  const transport = (name: string, time: string) =>
    custom("ServersTransport", name, { forwardingTimeouts: { dialTimeout: time } });
  const services = (...names: string[]) =>
    names.map((serversTransport) => ({ name: "web", port: 80, serversTransport }));
  const others = [transport("a", "1s"), transport("b", "9s")];
  const { entry, said } = read(services("a", "b"), others);
  assertEquals([entry.timeouts, said], [{ connect: 9 }, ["info one-timeout"]]);
  assertEquals(read(services("a", ""), others).entry.timeouts, undefined);
});

Deno.test("Middlewares in front of all services guard the route", () => {
  const guards = [{ name: "auth" }];
  const users = (services: unknown, others: Manifest[] = []) => {
    const { entry } = read(services, others);
    return [Object.keys(entry.basicAuth?.users ?? {}).join(), entry.denied !== undefined];
  };
  assertEquals(users([{ name: "web", port: 80, middlewares: guards }]), ["ann", false]);
  assertEquals(
    users([
      { name: "web", port: 80, middlewares: guards },
      { name: "other", port: 80, middlewares: guards },
    ]),
    ["ann", false],
  );
  const to = [{ name: "w", kind: "TraefikService" }];
  const weighted = custom("TraefikService", "w", {
    weighted: { services: [{ name: "web", port: 80, middlewares: guards }] },
  });
  assertEquals(users(to, [weighted]), ["ann", false]);
  const named = [{ name: "w", kind: "TraefikService", middlewares: guards }];
  const plain = custom("TraefikService", "w", { mirroring: { name: "web", port: 80 } });
  assertEquals(users(named, [plain]), ["ann", false]);
});

Deno.test("Middlewares in front of services close the route when they can't be kept", () => {
  const denied = (services: unknown) => read(services).entry.denied !== undefined;
  const gone = [{ name: "gone" }];
  assertEquals(denied([{ name: "web", port: 80, middlewares: gone }]), true);
  const one = [{ name: "web", port: 80, middlewares: [{ name: "auth" }] }, { name: "other" }];
  assertEquals(denied(one), true);
  assertEquals(denied([{ name: "web", port: 80 }]), false);
  // It is for Traefik's own service, and what answers is no less guarded.
  assertEquals(
    read([{ name: "api@internal", kind: "TraefikService", middlewares: gone }], [
      middleware("to", { redirectScheme: { scheme: "https" } }),
    ], { middlewares: [{ name: "to" }] }).entry.denied !== undefined,
    true,
  );
});

Deno.test("Middlewares in front of one of several services change its headers alone", () => {
  const headers = middleware("h", {
    headers: { customRequestHeaders: { "X-A": "1" }, customResponseHeaders: { "X-B": "2" } },
  });
  const strip = middleware("s", { stripPrefix: { prefixes: ["/x"] } });
  const { entry, said } = read([
    { name: "web", port: 80, middlewares: [{ name: "h" }] },
    { name: "other", port: 80 },
  ], [headers]);
  assertEquals(entry.backends?.[0], {
    upstream: WEB,
    scheme: "http",
    weight: 1,
    requestHeaders: { set: { "X-A": "1" } },
    responseHeaders: { set: { "X-B": "2" } },
  });
  assertEquals([entry.denied, said], [undefined, []]);
  const lost = read([
    { name: "web", port: 80, middlewares: [{ name: "s" }] },
    { name: "other", port: 80 },
  ], [strip]);
  assertEquals(lost.entry.stripPrefix, undefined);
  assertEquals(lost.said.includes("warning unsupported-middleware"), true);
});
