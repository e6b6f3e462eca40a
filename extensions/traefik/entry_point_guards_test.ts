import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, ingress, ingressRoute, middleware, rewrite } from "./_testing.ts";

/** Traefik, with a list of Middlewares in front of each entry point. */
function controller(points: Record<string, string>): Manifest {
  const args = Object.entries(points)
    .map(([name, list]) => `--entryPoints.${name}.http.middlewares=${list}`);
  const containers = [{ name: "traefik", image: "traefik:v3.1", args }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "traefik", namespace: "edge" },
    spec: { template: { spec: { containers } } },
  };
}

const OFFICE = middleware("office", { ipAllowList: { sourceRange: ["10.0.0.0/8"] } }, "edge");
const HOME = middleware("home", { ipAllowList: { sourceRange: ["10.1.0.0/16"] } });
const HEADERS = middleware("headers", { headers: { customResponseHeaders: { X: "y" } } }, "edge");
const NAME = "edge-office@kubernetescrd";

Deno.test("Middlewares in front of an entry point hold for its Ingresses", () => {
  const others = [controller({ websecure: NAME }), OFFICE, HOME];
  const sources = (short: Record<string, unknown>) =>
    rewrite(ingress(short), others).entries[0].allowedSources;
  assertEquals(sources({}), ["10.0.0.0/8"]);
  assertEquals(sources({ "router.entrypoints": "websecure" }), ["10.0.0.0/8"]);
  assertEquals(sources({ "router.entrypoints": "web" }), undefined);
  assertEquals(sources({ "router.middlewares": "shop-home@kubernetescrd" }), ["10.1.0.0/16"]);
});

Deno.test("Middlewares in front of an entry point that can't be found close its routes", () => {
  const edge = controller({ web: `${NAME},auth@file` });
  const { entries: [entry] } = rewrite(ingress(), [edge, OFFICE]);
  assertEquals(
    entry.denied,
    "--entrypoints.web.http.middlewares (the Middleware \"auth@file\" is of Traefik's own config, which can't be read here: make it a Middleware of the manifests)",
  );
});

Deno.test("Middlewares in front of an entry point hold for IngressRoutes, and what else they do is said", () => {
  const edge = controller({ web: `edge-headers@kubernetescrd,${NAME}` });
  const route = ingressRoute(["Host(`shop.example`)"], { entryPoints: ["web"] });
  const { entries: [entry], said } = convertRoutes([route, edge, OFFICE, HEADERS]);
  assertEquals([entry.allowedSources, entry.responseHeaders], [["10.0.0.0/8"], undefined]);
  assertEquals(said, ["warning entry-point-middlewares"]);
});

Deno.test("IngressRoutes are closed where a policy of a mesh guards Traefik's own pods", () => {
  const policy = {
    apiVersion: "security.istio.io/v1",
    kind: "AuthorizationPolicy",
    metadata: { name: "nobody", namespace: "edge" },
    spec: {},
  };
  const { entries: [entry] } = convertRoutes([
    ingressRoute(["Host(`shop.example`)"]),
    controller({}),
    policy,
  ]);
  assertEquals(
    entry.denied,
    'the AuthorizationPolicy "nobody" of the namespace "edge" says who may ask the controller',
  );
});
