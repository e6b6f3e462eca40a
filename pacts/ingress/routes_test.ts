import { assertEquals } from "@std/assert";
import { contextOf, manifest, said, service } from "../_testing.ts";
import type { Ingress } from "../kubernetes/types.ts";
import { ingressRoutes, literalPath } from "./routes.ts";

const WEB = service("web", { ports: [{ name: "http", port: 80, targetPort: 8080 }] });
const BACKEND = { service: { name: "web", port: { name: "http" } } };

/** The routes of an Ingress, and what is said. */
function read(spec: unknown, annotations: Record<string, string> = {}) {
  const ingress = manifest("Ingress", "web", { spec }) as Ingress;
  ingress.metadata.annotations = annotations;
  const ctx = contextOf([WEB, ingress]);
  return { routes: ingressRoutes(ingress, ctx), said: said(ctx) };
}

const rule = (host: string | null, ...paths: object[]) => ({
  host,
  http: { paths: paths.map((path) => ({ backend: BACKEND, ...path })) },
});

Deno.test("ingressRoutes() makes a route for each path, with what stands behind it", () => {
  const { routes, said } = read({
    tls: [{ hosts: ["*.example"], secretName: "wild" }],
    rules: [
      rule("shop.example", { path: "/", pathType: "Prefix" }, { path: "/x", pathType: "Exact" }),
    ],
  });
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http",
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
    tls: { secret: { namespace: "shop", name: "wild" } },
  };
  const port = { name: "http", port: 80, targetPort: 8080 };
  assertEquals(routes as unknown[], [
    { entry: { ...common, path: "/", pathType: "Prefix" }, service: WEB, port },
    { entry: { ...common, path: "/x", pathType: "Exact" }, service: WEB, port },
  ]);
  assertEquals(said, []);
});

Deno.test("ingressRoutes() takes the default backend of old versions for one", () => {
  const { routes, said } = read({ backend: { serviceName: "web", servicePort: "http" } });
  assertEquals(routes.map(({ entry: { host, path, upstream } }) => [host, path, upstream]), [
    ["", "/", "web.shop.svc.cluster.local:8080"],
  ]);
  assertEquals(said, []);
});

Deno.test("ingressRoutes() takes the certificate of the host, else a wildcard's, else that of any", () => {
  const tls = [
    { secretName: "any" },
    { hosts: ["*.example"], secretName: "wild" },
    { hosts: ["shop.example"], secretName: "own" },
    { hosts: ["bare.test"] },
  ];
  const hosts = ["shop.example", "a.example", "a.b.example", "bare.test", null];
  const { routes } = read({ tls, rules: hosts.map((host) => rule(host, {})) });
  assertEquals(routes.map(({ entry }) => entry.tls?.secret?.name), [
    "own",
    "wild",
    "any",
    "any",
    "any",
  ]);
});

Deno.test("ingressRoutes() keeps the route of a missing Service, and leaves out one without any", () => {
  const { routes, said } = read({
    rules: [rule(
      "shop.example",
      { path: "/gone", backend: { service: { name: "gone", port: { number: 81 } } } },
      { path: "/bucket", backend: { resource: { kind: "Bucket", name: "x" } } },
    )],
  });
  assertEquals(routes.map(({ entry, service }) => [entry.path, entry.upstream, service]), [
    ["/gone", "gone.shop.svc.cluster.local:81", undefined],
  ]);
  assertEquals(said, [
    "missing-service spec.rules[0].http.paths[0].backend",
    "no-backend-service spec.rules[0].http.paths[1].backend",
  ]);
});

Deno.test("ingressRoutes() leads nowhere else where the Service does not have the port", () => {
  const at = (port: object) =>
    read({
      rules: [rule("shop.example", { path: "/", backend: { service: { name: "web", port } } })],
    });
  for (const port of [{ name: "nope" }, { number: 9999 }]) {
    const { routes, said } = at(port);
    assertEquals(routes.map(({ entry }) => entry.answer), [{ status: 503 }]);
    assertEquals(said, ["missing-port spec.rules[0].http.paths[0].backend"]);
  }
  assertEquals(at({ number: 80 }).routes.map(({ entry }) => entry.answer), [undefined]);
});

Deno.test("ingressRoutes() says that an Ingress, or a rule, leads nowhere", () => {
  assertEquals(read({}), { routes: [], said: ["empty-ingress spec.rules"] });
  assertEquals(read({ rules: [rule("a.example")] }), {
    routes: [],
    said: ["empty-rule spec.rules[0].http"],
  });
});

Deno.test("literalPath() begins with a slash, and is Exact or Prefix", () => {
  assertEquals(literalPath("a", "Exact"), { path: "/a", pathType: "Exact" });
  assertEquals(literalPath("/a", "Other"), { path: "/a", pathType: "Prefix" });
});

Deno.test("ingressRoutes() says which hosts of spec.tls no rule is for", () => {
  const said = (hosts: unknown[], host: string | null = "shop.example", annotations = {}) =>
    read({ tls: [{ secretName: "web", hosts }], rules: [rule(host, {})] }, annotations).said;
  assertEquals(said(["shop.example", "shop.exmaple"]), ["unused-tls-host spec.tls[0].hosts[1]"]);
  assertEquals(said(["SHOP.example", "*.example", null]), []);
  assertEquals(said(["a.example"], "*.example"), []);
  assertEquals(said(["any.example"], null), []);
  assertEquals(said(["www.shop.example"], "shop.example", { alias: "www.shop.example" }), []);
});

Deno.test("ingressRoutes() knows the rules of an Ingress that is not among the manifests", () => {
  const made = manifest("Ingress", "web", {
    spec: { tls: [{ hosts: ["shop.example"] }], rules: [rule("shop.example", {})] },
  }) as Ingress;
  const ctx = contextOf([WEB]);
  ingressRoutes(made, ctx);
  assertEquals(said(ctx), []);
});

Deno.test("ingressRoutes() misses nothing behind routes that ask no backend", () => {
  const ingress = manifest("Ingress", "web", {
    spec: {
      rules: [rule(
        "shop.example",
        { path: "/a", backend: { service: { name: "none", port: { number: 80 } } } },
        { path: "/b", backend: { service: { name: "web", port: { number: 1 } } } },
      )],
    },
  }) as Ingress;
  const answers = (asksBackend: boolean) => {
    const ctx = contextOf([WEB, ingress]);
    const routes = ingressRoutes(ingress, ctx, literalPath, asksBackend);
    return [routes.map(({ entry }) => entry.answer?.status), said(ctx).length];
  };
  assertEquals(answers(true), [[undefined, 503], 2]);
  assertEquals(answers(false), [[undefined, undefined], 0]);
});
