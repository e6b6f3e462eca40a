import { assertEquals, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, custom, ingressRoute, service } from "./_testing.ts";

const HOST = "Host(`shop.example`)";
const TWO = service("two", [{ name: "http", port: 80 }, { name: "admin", port: 81 }]);
const HEADLESS = service("headless", []);
const OUTSIDE = {
  ...service("outside", []),
  spec: { type: "ExternalName", externalName: "api.example.org" },
};
const REFUSED = { upstream: "localhost:1", backends: [{ weight: 1 }] };

function convert(route: Manifest) {
  return convertRoutes([route, TWO, HEADLESS, OUTSIDE], { alt: 6432 });
}

/** What an IngressRoute answers by itself, and what is said of it. */
function answer(...services: Record<string, unknown>[]) {
  const { entries: [{ answer, backends }], said } = convert(
    ingressRoute([{ match: HOST, services }]),
  );
  return [backends ?? answer, ...said];
}

/** Where connections go, and what is said of it. */
function connections(...services: Record<string, unknown>[]) {
  const spec = { entryPoints: ["alt"], routes: [{ match: "HostSNI(`*`)", services }] };
  const kinds = ["IngressRouteTCP", "IngressRouteUDP"];
  const [tcp, udp] = kinds.map((kind) => {
    const { streams: [{ upstream, backends }], said } = convert(custom(kind, "db", spec));
    return [backends ? { upstream, backends } : upstream, ...said];
  });
  assertEquals(tcp, udp);
  return tcp;
}

Deno.test("namedService() takes the only port where none is named, and says so", () => {
  assertEquals(answer({ name: "web" }), [undefined, "warning no-port"]);
  assertEquals(answer({ name: "web", port: 80 }), [undefined]);
  const upstream = "web.shop.svc.cluster.local:8080";
  assertEquals(connections({ name: "web" }), [upstream, "warning no-port"]);
});

Deno.test("namedService() refuses what names no port of several, or none that there is", () => {
  const missing = "error missing-port";
  for (
    const spec of [
      ...[{ name: "web", port: 81 }, { name: "web", port: "https" }],
      ...[{ name: "two" }, { name: "two", port: "" }, { name: "headless" }, { name: "outside" }],
    ]
  ) {
    assertEquals(answer(spec), [{ status: 503 }, missing]);
    assertEquals(connections(spec), [REFUSED, missing]);
  }
  assertEquals(answer({ name: "headless", port: 80 }), [undefined]);
  assertEquals(answer({ name: "outside", port: 80 }), [undefined]);
});

Deno.test("namedService() has the share of a port that is missing refused alone", () => {
  const services = [{ name: "web", port: 81, weight: 3 }, { name: "web", port: 80 }];
  const upstream = "web.shop.svc.cluster.local:8080";
  assertEquals(answer(...services), [
    [{ upstream, scheme: "http", weight: 1 }, { status: 503, weight: 3 }],
    "error missing-port",
  ]);
  assertEquals(connections(...services), [
    { upstream, backends: [{ weight: 3 }, { upstream, weight: 1 }] },
    "error missing-port",
  ]);
});

Deno.test("namedService() names the object that names the Service, and the ports that it has", () => {
  const spread = custom("TraefikService", "spread", { weighted: { services: [{ name: "two" }] } });
  const route = ingressRoute([{
    match: HOST,
    services: [{ name: "spread", kind: "TraefikService" }],
  }]);
  const first = (...manifests: Manifest[]) => [...convertRoutes(manifests).ctx.diagnostics][0];
  const { resource, message } = first(route, spread, TWO);
  assertEquals(resource?.kind, "TraefikService");
  assertStringIncludes(message, "Name one that it has (port): http, admin");
  const away = [{ name: "gone", namespace: "data", port: 80 }];
  const gone = first(ingressRoute([{ match: HOST, services: away }]));
  assertStringIncludes(gone.message, 'no Service "gone" in the namespace "data"');
});
