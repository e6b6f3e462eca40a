import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, custom, ingress, ingressRoute, middleware, service } from "./_testing.ts";

const HOST = "Host(`shop.example`)";

/** Names of those that nothing names. */
function unused(...manifests: Manifest[]): string[] {
  return [...convertRoutes(manifests).ctx.diagnostics]
    .filter(({ code }) => code === "unused-object")
    .map(({ resource }) => `${resource?.kind} ${resource?.namespace}/${resource?.name}`);
}

const M = middleware("m", { compress: {} });
const ports = [{ name: "http", port: 80, targetPort: 8080 }];

Deno.test("reportUnused() says which objects nothing names, each once", () => {
  const all = [
    M,
    custom("TLSOption", "o", {}),
    custom("TraefikService", "s", { weighted: { services: [{ name: "web", port: 80 }] } }),
    custom("ServersTransport", "t", {}),
    custom("TLSOption", "default", {}),
  ];
  assertEquals(unused(...all, ingressRoute([HOST, "Host(`b.example`)"])), [
    ...["Middleware shop/m", "ServersTransport shop/t", "TLSOption shop/o"],
    "TraefikService shop/s",
  ]);
});

Deno.test("reportUnused() knows all places that name a Middleware", () => {
  const named = [{ name: "m" }];
  const chain = middleware("c", { chain: { middlewares: named } });
  const split = custom("TraefikService", "s", {
    weighted: { services: [{ name: "web", middlewares: named }] },
  });
  assertEquals(unused(M, ingressRoute([{ match: HOST, middlewares: named }])), []);
  assertEquals(unused(M, ingressRoute([{ match: HOST, services: [{ middlewares: named }] }])), []);
  assertEquals(unused(M, chain), ["Middleware shop/c"]);
  assertEquals(unused(M, split), ["TraefikService shop/s"]);
  assertEquals(unused(M, ingress({ "router.middlewares": "a@file, shop-m@kubernetescrd" })), []);
  assertEquals(unused(M, service("web", ports, { "service.middlewares": "shop-m" })), []);
  assertEquals(unused(M, ingressRoute([{ match: HOST, middlewares: [{ name: "m@file" }] }])), [
    "Middleware shop/m",
  ]);
});

Deno.test("reportUnused() knows all places that name another object", () => {
  const option = custom("TLSOption", "o", {});
  const transport = custom("ServersTransport", "t", {});
  const split = custom("TraefikService", "s", { mirroring: { name: "web", port: 80 } });
  const route = ingressRoute([{
    match: HOST,
    services: [{ name: "s", kind: "TraefikService" }, { name: "web", serversTransport: "t" }],
  }], { tls: { options: { name: "o" } } });
  assertEquals(unused(option, transport, split, route), []);
  assertEquals(unused(option, ingress({ "router.tls.options": "shop-o@kubernetescrd" })), []);
});

Deno.test("reportUnused() knows what settings of entry points and the standard's routes name", () => {
  const option = custom("TLSOption", "o", {});
  const split = custom("TraefikService", "s", { weighted: { services: [] } });
  const args = [
    "--entryPoints.websecure.http.tls.options=shop-o@kubernetescrd",
    "--entryPoints.web.http.middlewares=shop-m@kubernetescrd",
  ];
  const edge = {
    kind: "Pod",
    metadata: { name: "traefik", namespace: "edge" },
    spec: { containers: [{ name: "traefik", image: "traefik:v3", args }] },
  };
  assertEquals(unused(option, M, edge), []);
  const ref = (kind: string, name: string) => ({ group: "traefik.io", kind, name });
  const route = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: "web", namespace: "shop" },
    spec: {
      rules: [{
        filters: [{ type: "ExtensionRef", extensionRef: ref("Middleware", "m") }],
        backendRefs: [ref("TraefikService", "s")],
      }],
    },
  };
  assertEquals(unused(M, split, route), []);
  assertEquals(unused(M, { ...route, metadata: { name: "web", namespace: "x" } }), [
    "Middleware shop/m",
  ]);
});
