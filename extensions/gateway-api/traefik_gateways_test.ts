import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { gateway, httpRoute, routesOf, TO_WEB } from "./_testing.ts";
import { TraefikGateways } from "./traefik_gateways.ts";

const DOOR = {
  ...gateway("door", [{ port: 8000 }]),
  spec: { gatewayClassName: "traefik", listeners: [{ name: "web", port: 8000, protocol: "HTTP" }] },
};

/** Traefik, with flags. */
function started(...args: string[]): Manifest {
  return {
    kind: "Pod",
    metadata: { name: "traefik", namespace: "edge", labels: { app: "traefik" } },
    spec: { containers: [{ name: "traefik", image: "traefik:v3", args }] },
  };
}

function middleware(name: string, spec: unknown): Manifest {
  const metadata = { name, namespace: "shop" };
  return { apiVersion: "traefik.io/v1alpha1", kind: "Middleware", metadata, spec };
}

const inFront = (...names: string[]) =>
  `--entryPoints.web.http.middlewares=${names.map((name) => `shop-${name}@kubernetescrd`)}`;

/** What is asked of requests, and of connections. */
function asked(manifests: Manifest[], door: Manifest = DOOR): [string[], string[]] {
  const gateways = new TraefikGateways(testContext([door, ...manifests]));
  return [
    gateways.ofRequests(door).map(({ annotation }) => annotation),
    gateways.ofConnections(door).map(({ annotation }) => annotation),
  ];
}

Deno.test("TraefikGateways.ofRequests() are Middlewares in front of an entry point that may keep somebody out", () => {
  const auth = middleware("auth", { basicAuth: { secret: "users" } });
  const said = "--entrypoints.web.http.middlewares (shop-auth@kubernetescrd)";
  assertEquals(asked([started(inFront("auth")), auth]), [[said], []]);
  // Nobody knows what is missing.
  assertEquals(asked([started(inFront("auth"))]), [[said], []]);
  assertEquals(asked([started(inFront("auth")), middleware("auth", { compress: {} })]), [[], []]);
  assertEquals(asked([started(inFront("auth")), middleware("auth", {})]), [[said], []]);
  const chain = middleware("all", { chain: { middlewares: [{ name: "auth" }] } });
  const all = "--entrypoints.web.http.middlewares (shop-all@kubernetescrd)";
  assertEquals(asked([started(inFront("all")), chain, auth]), [[all], []]);
  assertEquals(asked([started(inFront("all")), chain, middleware("auth", { headers: {} })]), [
    [],
    [],
  ]);
  // Each layer of chains has the next one twice.
  const layers = Array.from({ length: 19 }, (_, at) =>
    middleware(`layer${at}`, {
      chain: { middlewares: [{ name: `layer${at + 1}` }, { name: `layer${at + 1}` }] },
    }));
  const last = middleware("layer19", { headers: {} });
  assertEquals(asked([started(inFront("layer0")), ...layers, last]), [[], []]);
  const circle = middleware("all", { chain: { middlewares: [{ name: "all" }] } });
  assertEquals(asked([started(inFront("all")), circle]), [[all], []]);
});

Deno.test("TraefikGateways.ofRequests() minds the entry points of the Gateway's listeners, and Traefik's Gateways alone", () => {
  const at = (port: number) => started(inFront("auth"), `--entryPoints.web.address=:${port}/tcp`);
  assertEquals(asked([at(8000)])[0].length, 1);
  assertEquals(asked([at(8443)])[0], []);
  const more = {
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "ListenerSet",
    metadata: { name: "more", namespace: "shop" },
    spec: { listeners: [{ name: "tls", port: 8443, protocol: "HTTPS" }] },
  };
  assertEquals(asked([at(8443), more])[0].length, 1);
  const other = { ...DOOR, spec: { ...DOOR.spec, gatewayClassName: "envoy" } };
  assertEquals(asked([at(8000)], other), [[], []]);
});

Deno.test("TraefikGateways.ofConnections() are what policies and load balancers ask of Traefik's own pods", () => {
  const balancer = {
    kind: "Service",
    metadata: { name: "edge", namespace: "edge" },
    spec: {
      type: "LoadBalancer",
      selector: { app: "traefik" },
      loadBalancerSourceRanges: ["10.0.0.0/8"],
    },
  };
  const said =
    'spec.loadBalancerSourceRanges lets in 10.0.0.0/8 alone, of the controller\'s Service "edge"';
  assertEquals(asked([started(), balancer]), [[said], [said]]);
});

Deno.test("TraefikGateways.ofRequests() are what a file that nobody reads may put in front", () => {
  const config = {
    kind: "ConfigMap",
    metadata: { name: "own", namespace: "edge" },
    data: { "traefik.toml": '[entryPoints.web.http]\nmiddlewares = ["auth@file"]' },
  };
  const [[said], connections] = asked([started(), config]);
  assertEquals([said.includes("traefik.toml"), connections], [true, []]);
});

Deno.test("routes of Traefik's Gateways are closed by what stands in front of an entry point", () => {
  const denied = (...manifests: Manifest[]) => {
    const route = httpRoute("web", { parentRefs: [{ name: "door" }], rules: [TO_WEB] });
    const { routes } = routesOf([DOOR, route, ...manifests]);
    return routes.filter(({ resource }) => resource?.name === "web")
      .map(({ denied }) => denied !== undefined);
  };
  assertEquals(denied(started(inFront("auth"))), [true]);
  assertEquals(denied(started()), [false]);
});
