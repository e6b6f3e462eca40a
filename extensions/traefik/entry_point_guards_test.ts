import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { convertRoutes, custom, ingress, ingressRoute, middleware, rewrite } from "./_testing.ts";

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

/** Traefik, started with flags and an environment. */
function started(args: string[], env: Record<string, string> = {}): Manifest {
  const edge = controller({});
  const variables = Object.entries(env).map(([name, value]) => ({ name, value }));
  const container = { name: "traefik", image: "traefik:v3.1", args, env: variables };
  return { ...edge, spec: { template: { spec: { containers: [container] } } } };
}

Deno.test("the TLSOption of an entry point holds for its routes that name none", () => {
  const option = custom("TLSOption", "mtls", {
    clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] },
  });
  const edge = (name: string) =>
    started([`--entryPoints.websecure.http.tls.options=shop-${name}@kubernetescrd`]);
  const route = (more: object = {}) =>
    ingressRoute(["Host(`shop.example`)"], { entryPoints: ["websecure"], tls: {}, ...more });
  const ofRoute = (others: Manifest[], more = {}) => {
    const [{ clientCertificate, denied }] = convertRoutes([route(more), ...others]).entries;
    return clientCertificate?.name ?? denied;
  };
  assertEquals(ofRoute([edge("mtls"), option]), "ca");
  assertEquals(
    ofRoute([edge("gone")]),
    '--entrypoints.websecure.http.tls.options (the TLSOption "shop-gone@kubernetescrd" is missing)',
  );
  assertEquals(
    ofRoute([edge("mtls"), option], { entryPoints: ["web"], tls: undefined }),
    undefined,
  );
  const own = { tls: { options: { name: "default" } } };
  assertEquals(ofRoute([edge("mtls"), option], own), undefined);
  const asked = { "router.entrypoints": "websecure" };
  const { entries: [entry] } = rewrite(ingress(asked), [edge("mtls"), option]);
  assertEquals(entry.clientCertificate?.name, "ca");
});

Deno.test("the TLSOption called default holds beside that of an entry point for routes with TLS of their own", () => {
  const asking = (name: string, ca: string) =>
    custom("TLSOption", name, {
      clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: [ca] },
    });
  const edge = started(["--entryPoints.websecure.http.tls.options=shop-edge@kubernetescrd"]);
  const old = custom("TLSOption", "edge", { minVersion: "VersionTLS12" });
  const asked = (manifest: Manifest, ...others: Manifest[]) => {
    const all = [edge, asking("default", "one"), ...others];
    const { entries: [{ clientCertificate, denied }] } = manifest.kind === "Ingress"
      ? rewrite(manifest, all)
      : convertRoutes([manifest, ...all]);
    return clientCertificate?.name ?? denied;
  };
  const route = (spec: object) =>
    ingressRoute(["Host(`shop.example`)"], { entryPoints: ["websecure"], ...spec });
  assertEquals(asked(route({ tls: {} }), old), "one");
  assertEquals(asked(route({}), old), undefined);
  assertEquals(asked(ingress({ "router.tls": "true" }), old), "one");
  const both = '--entrypoints.websecure.http.tls.options, the TLSOption "default"';
  assertEquals(asked(route({ tls: {} }), asking("edge", "two")), both);
  assertEquals(asked(route({}), asking("edge", "two")), "two");
});

Deno.test("the TLSOption of an entry point is none for connections, and that is said", () => {
  const option = custom("TLSOption", "mtls", {
    clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] },
  });
  const edge = started(["--entryPoints.websecure.http.tls.options=shop-mtls@kubernetescrd"]);
  const read = (tls: unknown) => {
    const routes = [{ match: "HostSNI(`db.example`)", services: [{ name: "web", port: 80 }] }];
    const route = custom("IngressRouteTCP", "db", { entryPoints: ["websecure"], routes, tls });
    const { streams, said } = convertRoutes([route, edge, option]);
    return [streams.length, ...said];
  };
  assertEquals(read({}), [1, "info entry-point-tls"]);
  assertEquals(read({ passthrough: true }), [1]);
  assertEquals(read({ options: { name: "mtls" } }), [0, "error access-denied"]);
  assertEquals(read({ options: { name: "gone" } }), [0, "error access-denied"]);
});

Deno.test("routes are closed where a file that nobody reads puts something in front of an entry point", () => {
  const route = ingressRoute(["Host(`shop.example`)"], { entryPoints: ["web"] });
  const denied = (key: string, content: string, args: string[] = []) => {
    const config = {
      kind: "ConfigMap",
      metadata: { name: "edge", namespace: "edge" },
      data: { [key]: content },
    };
    const [ofRoute, ofIngress] = [
      convertRoutes([route, started(args), config]).entries[0].denied,
      rewrite(ingress(), [started(args), config]).entries[0].denied,
    ];
    assertEquals(ofRoute, ofIngress);
    return ofRoute?.replace(/ of the ConfigMap.*/, "");
  };
  const toml = '[entryPoints.web.http]\n  middlewares = ["auth@file"]';
  assertEquals(denied("traefik.toml", toml), 'middlewares in "traefik.toml"');
  const own = ["--configFile=/etc/traefik/own.toml"];
  assertEquals(denied("own.toml", toml, own), 'middlewares in "own.toml"');
  assertEquals(denied("traefik.toml", toml, own), undefined);
  assertEquals(denied("traefik.toml", "debug = true\n# middlewares = 1"), undefined);
  assertEquals(
    denied("traefik.yml", "entryPoints: {web: {http: {tls: {options: a@file}}"),
    'options in "traefik.yml"',
  );
});

Deno.test("what stands in front of an entry point is read from the environment and a file, too", () => {
  const route = ingressRoute(["Host(`shop.example`)"], { entryPoints: ["web"] });
  const sources = (...others: Manifest[]) =>
    convertRoutes([route, OFFICE, ...others]).entries[0].allowedSources;
  const env = { TRAEFIK_ENTRYPOINTS_WEB_HTTP_MIDDLEWARES: NAME };
  assertEquals(sources(started([], env)), ["10.0.0.0/8"]);
  const file = (key: string, content: string): Manifest => ({
    kind: "ConfigMap",
    metadata: { name: "edge", namespace: "edge" },
    data: { [key]: content },
  });
  const content = `entryPoints: {web: {http: {middlewares: ["${NAME}"]}}}`;
  assertEquals(sources(started([]), file("traefik.yaml", content)), ["10.0.0.0/8"]);
  const named = started(["--configfile=/etc/traefik/own.yaml"]);
  assertEquals(sources(named, file("own.yaml", content)), ["10.0.0.0/8"]);
  assertEquals(sources(named, file("traefik.yaml", content)), undefined);
  assertEquals(sources(named, file("own.yaml", "[entryPoints]\na = {")), undefined);
});
