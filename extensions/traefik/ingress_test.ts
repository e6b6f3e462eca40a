import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { custom, HASH, ingress, middleware, rewrite, service, USERS } from "./_testing.ts";
import { forwardedHeaders } from "./forwarded_headers.ts";

Deno.test("routes() makes one entry a path", () => {
  const { entries, said } = rewrite(
    ingress({}, { paths: [["/", "Prefix"], ["/exactly", "Exact"], ["/y"]] }),
  );
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http" as const,
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
    ...forwardedHeaders(),
  };
  assertEquals(entries, [
    { ...common, path: "/", pathType: "Prefix" },
    { ...common, path: "/exactly", pathType: "Exact" },
    { ...common, path: "/y", pathType: "Regex" },
  ]);
  assertEquals(said, []);
});

Deno.test("routes() reads router.pathmatcher for paths without a type", () => {
  const paths: [string, string?][] = [["/a"], ["/b", "Prefix"], ["/c", "ImplementationSpecific"]];
  const types = (matcher: string) =>
    rewrite(ingress({ "router.pathmatcher": matcher }, { paths })).entries
      .map(({ path, pathType }) => `${path} ${pathType}`);
  assertEquals(types("Path"), ["/a Exact", "/b Regex", "/c Exact"]);
  assertEquals(types("PathPrefix"), ["/a Regex", "/b Regex", "/c Regex"]);
  assertEquals(types("PathRegexp"), [".*/a Regex", "/b Regex", ".*/c Regex"]);
});

Deno.test("routes() takes a prefix by its segments when Traefik is told to, and else whatever begins with it", () => {
  const traefik = (...args: string[]): Manifest => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "traefik", namespace: "edge" },
    spec: { template: { spec: { containers: [{ name: "t", image: "traefik:v3.5", args }] } } },
  });
  const paths: [string, string?][] = [["/v1.0", "Prefix"], ["/b"]];
  const types = (...manifests: Manifest[]) =>
    rewrite(ingress({}, { paths }), manifests).entries.map(({ path, pathType }) =>
      `${path} ${pathType}`
    );
  const strict = "--providers.kubernetesIngress.strictPrefixMatching";
  assertEquals(types(), ["/v1\\.0 Regex", "/b Regex"]);
  assertEquals(types(traefik("--log.level=INFO")), ["/v1\\.0 Regex", "/b Regex"]);
  assertEquals(types(traefik(`${strict}=false`)), ["/v1\\.0 Regex", "/b Regex"]);
  assertEquals(types(traefik(`${strict}=true`)), ["/v1.0 Prefix", "/b Prefix"]);
});

Deno.test("routes() has a number for each route where lengths of rules are another order", () => {
  const { entries } = rewrite(ingress({}, { paths: [["/", "Prefix"], ["/x", "Exact"]] }));
  const [prefix, exact] = entries.map(({ priority = 0 }) => priority);
  assertEquals(prefix - exact, 'PathPrefix("/")'.length - 'Path("/x")'.length);
});

Deno.test("routes() does what the Middlewares do, in their order", () => {
  const { entries, said } = rewrite(
    ingress({
      "router.middlewares": "shop-strip@kubernetescrd, other-auth@kubernetescrd,shop-headers",
      "router.tls": "true",
    }, { paths: [["/api", "Prefix"]] }),
    [
      middleware("strip", { stripPrefix: { prefixes: ["/api"] } }),
      middleware("auth", { basicAuth: { secret: "users" } }, "other"),
      middleware("headers", { headers: { frameDeny: true } }),
      { ...USERS, metadata: { name: "users", namespace: "other" } },
    ],
  );
  const [{ stripPrefix, basicAuth, responseHeaders, scheme, denied }] = entries;
  assertEquals(
    [stripPrefix, basicAuth, responseHeaders],
    ["/api", { users: { ann: HASH }, secret: { namespace: "other", name: "users" } }, {
      set: { "X-Frame-Options": "DENY" },
    }],
  );
  // router.tls is about clients, not about the backend.
  assertEquals([scheme, denied, said], ["http", undefined, []]);
});

Deno.test("restrictions() finds Middlewares whose annotation is written in any case, and the TLSOption of all", () => {
  const denied = (short: Record<string, string>, others: Manifest[]) =>
    rewrite(ingress(short), others).entries.map(({ denied }) => denied !== undefined);
  const open = middleware("auth", { compress: {} });
  const closed = middleware("auth", { basicAuth: { secret: "gone" } });
  assertEquals(denied({ "router.Middlewares": "shop-auth@kubernetescrd" }, [closed]), [true]);
  assertEquals(denied({ "router.middlewares": "shop-auth@kubernetescrd" }, [open]), [false]);
  const required = { clientAuth: { clientAuthType: "RequireAnyClientCert" } };
  assertEquals(denied({}, [custom("TLSOption", "default", required, "x")]), [true]);
});

Deno.test("routes() reads the Service's annotations, else the Ingress's", () => {
  const backend = (short: Record<string, string>, own: Record<string, string> = {}) => {
    const web = service("web", [{ name: "http", port: 80, targetPort: 8080 }], short);
    const { entries: [{ scheme, upstreamHost }], said } = rewrite(ingress(own), [web]);
    return [scheme, upstreamHost, ...said];
  };
  const host = "web.shop.svc.cluster.local";
  assertEquals(backend({ "service.serversscheme": "https" }), ["https", undefined]);
  assertEquals(backend({}, { "service.serversscheme": "h2c" }), ["h2c", undefined]);
  assertEquals(backend({ "service.passhostheader": "false" }), ["http", host]);
  assertEquals(backend({}, { "preserve-host": "false" }), ["http", host]);
  assertEquals(backend({ "service.serversscheme": "x" }), [
    "http",
    undefined,
    "warning bad-scheme",
  ]);
});

Deno.test("routes() speaks https when the Service's port is 443", () => {
  const web = service("web", [{ port: 8080, targetPort: 1 }, {
    name: "x",
    port: 443,
    targetPort: 2,
  }]);
  const manifest = ingress();
  manifest.spec!.rules![0]!.http!.paths![0]!.backend!.service!.port = { name: "x" };
  assertEquals(rewrite(manifest, [web]).entries[0].scheme, "https");
  const both = service("web", [{ port: 80, targetPort: 2 }, { port: 443, targetPort: 2 }]);
  manifest.spec!.rules![0]!.http!.paths![0]!.backend!.service!.port = { number: 443 };
  assertEquals(rewrite(manifest, [both]).entries[0].scheme, "https");
});

Deno.test("routes() does not publish what is for other entry points", () => {
  const { entries, said } = rewrite(ingress({ "router.entrypoints": "metrics" }));
  assertEquals([entries, said], [[], ["warning inside-route"]]);
});

Deno.test("routes() guards a route by the Middlewares of its Service, or closes it", () => {
  const auth = middleware("auth", { basicAuth: { secret: "users" } });
  const guarded = (short: Record<string, string>, others: Manifest[]) => {
    const web = service("web", [{ name: "http", port: 80, targetPort: 8080 }], short);
    const { entries, said } = rewrite(ingress(), [web, ...others]);
    return entries.map(({ basicAuth, denied }) =>
      [Object.keys(basicAuth?.users ?? {}).join(), denied, ...said].filter(Boolean)
    );
  };
  const name = "service.middlewares";
  const value = "shop-auth@kubernetescrd";
  const full = `traefik.ingress.kubernetes.io/${name}`;
  assertEquals(guarded({ [name]: value }, [auth, USERS]), [["ann"]]);
  assertEquals(guarded({ "service.Middlewares": value }, [auth, USERS]), [["ann"]]);
  assertEquals(guarded({ [name]: value }, [auth]), [[
    full,
    "warning missing-secret",
    "error access-denied",
  ]]);
  assertEquals(guarded({ [name]: value }, []), [[
    `${full} (the Middleware "${value}" is missing)`,
    "error access-denied",
  ]]);
});
