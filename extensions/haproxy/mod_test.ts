import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { convertedRoutes } from "../../pacts/ingress/_testing.ts";
import { backend, ingress, long, rewrite as rewriteIngress, service } from "./_testing.ts";
import { HaproxyRewriter } from "./mod.ts";

function pathsOf(...paths: [path: string | null, pathType?: string][]): unknown {
  return {
    rules: [{
      host: "shop.example",
      http: {
        paths: paths.map(([path, pathType]) => ({ path, pathType, backend: backend("web") })),
      },
    }],
  };
}

function rewrite(spec: unknown, annotations?: Record<string, string>, others?: Manifest[]) {
  const { entries, ctx } = rewriteIngress(ingress(spec, annotations), others);
  return { entries, said: [...ctx.diagnostics] };
}

Deno.test("match() takes class haproxy, HAProxy's annotations, and Ingresses without a class", () => {
  const rewriter = new HaproxyRewriter();
  const ctx = testContext([], { config: { ingressTypes: { internal: "haproxy" } } });
  assert(rewriter.match(ingress({ ingressClassName: "HAProxy" }), ctx));
  assert(rewriter.match(ingress({ ingressClassName: "internal" }), ctx));
  assert(rewriter.match(ingress({}, { "kubernetes.io/ingress.class": "haproxy" }), ctx));
  assert(
    rewriter.match(ingress({ ingressClassName: "x" }, { "haproxy.org/server-ssl": "true" }), ctx),
  );
  assert(rewriter.match(ingress(null, null), ctx));
  assertFalse(rewriter.match(ingress({ ingressClassName: "nginx" }), ctx));
  assertFalse(
    rewriter.match(ingress({ ingressClassName: "nginx" }, long({ "server-ssl": "true" })), ctx),
  );
});

Deno.test("rewrite() makes one entry a path", () => {
  const web = service("web", {}, { ports: [{ port: 80, targetPort: 8080 }] });
  const { entries, said } = rewrite(pathsOf(["/", "Prefix"], ["/metrics", "Exact"]), {}, [web]);
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http" as const,
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
  };
  assertEquals(entries, [
    { ...common, path: "/", pathType: "Prefix" },
    { ...common, path: "/metrics", pathType: "Exact" },
  ]);
  assertEquals(said, []);
});

Deno.test("rewrite() keeps a host that is left out as any host", () => {
  const { entries } = rewrite({ rules: [{ http: { paths: [{ backend: backend("web") }] } }] });
  assertEquals(entries.map(({ host, path }) => [host, path]), [["", "/"]]);
});

Deno.test("rewrite() reads ImplementationSpecific as Prefix unless the path is a regular expression", () => {
  const types = (path: string | null, pathType?: string, annotations?: Record<string, string>) =>
    rewrite(pathsOf([path, pathType]), annotations).entries.map((entry) => [
      entry.path,
      entry.pathType,
    ])[0];
  const useRegex = { "nginx.ingress.kubernetes.io/use-regex": "true" };
  assertEquals(types("/app", "ImplementationSpecific"), ["/app", "Prefix"]);
  assertEquals(types(null), ["/", "Prefix"]);
  assertEquals(types("app"), ["/app", "Prefix"]);
  assertEquals(types("/media/(.*)", "ImplementationSpecific"), ["/media/(.*)", "Regex"]);
  assertEquals(types("/v[12]"), ["/v[12]", "Regex"]);
  assertEquals(types("/app", "ImplementationSpecific", useRegex), ["/app", "Regex"]);
  assertEquals(types("/a(b)", "Exact", useRegex), ["/a(b)", "Exact"]);
  assertEquals(types("/a(b)", "Prefix"), ["/a(b)", "Prefix"]);
  assertEquals(types("/a(b)", "Prefix", useRegex), ["/a(b)", "Regex"]);
});

Deno.test("rewrite() gives the default backend what no rule takes", () => {
  const rule = (host: string, path: string, pathType = "Prefix") => ({
    host,
    http: { paths: [{ path, pathType, backend: backend("web") }] },
  });
  const { entries } = rewrite({
    defaultBackend: backend("web"),
    rules: [rule("a.example", "/api"), rule("b.example", "/"), rule("c.example", "/", "Exact"), {
      host: "d.example",
    }],
  });
  assertEquals(
    entries.filter((entry) => entry.defaultBackend).map(({ host, path }) => [host, path]),
    [["a.example", "/"], ["c.example", "/"], ["d.example", "/"], ["", "/"]],
  );
});

Deno.test("rewrite() names the certificate of each host", () => {
  const paths = [{ backend: backend("web") }];
  const { entries } = rewrite({
    tls: [
      null,
      { hosts: ["a.example", null], secretName: "a-tls" },
      { hosts: ["*.b.example"], secretName: "b-tls" },
      { hosts: ["c.example"] },
    ],
    rules: ["a.example", "x.b.example", "c.example"].map((host) => ({ host, http: { paths } })),
  });
  assertEquals(entries.map(({ tls }) => tls), [
    { secret: { namespace: "shop", name: "a-tls" } },
    { secret: { namespace: "shop", name: "b-tls" } },
    {},
  ]);
});

Deno.test("rewrite() keeps TLS towards the backend", () => {
  const { entries: [entry] } = rewrite(pathsOf(["/"]), {
    "haproxy.org/server-ssl": "true",
    "haproxy.org/server-ca": "certs/root-ca",
    "haproxy.org/server-sni": "web.internal",
  });
  assertEquals(entry.scheme, "https");
  assertEquals(entry.serverCaSecret, { namespace: "certs", name: "root-ca" });
  assertEquals(entry.serverSni, "web.internal");
  const { entries: [bare] } = rewrite(pathsOf(["/"]), { "haproxy.org/server-ca": "root-ca" });
  assertEquals(bare.scheme, "https");
  assertEquals(bare.serverCaSecret, { namespace: "shop", name: "root-ca" });
});

Deno.test("rewrite() lets a Service's annotation precede the Ingress's", () => {
  const web = service("web", { "server-ssl": "false", "timeout-server": "soon" });
  const { entries, said } = rewrite(pathsOf(["/"]), { "haproxy.org/server-ssl": "true" }, [web]);
  assertEquals(entries[0].scheme, "http");
  assertEquals(said.map(({ code, resource }) => [code, resource?.kind]), [
    ["unsupported-timeout-server", "Service"],
  ]);
});

Deno.test("rewrite() keeps the host, HTTP/2 and the timeout towards the backend", () => {
  const { entries: [entry], said } = rewrite(pathsOf(["/"]), {
    "haproxy.org/set-host": "inner.example",
    "haproxy.org/server-proto": "h2",
    "haproxy.org/timeout-server": "2m",
  });
  assertEquals(entry.upstreamHost, "inner.example");
  assertEquals(entry.scheme, "h2c");
  assertEquals(entry.timeouts, { read: 120, send: 120 });
  assertEquals(said, []);
});

Deno.test("rewrite() strips a prefix from the paths below it alone", () => {
  const { entries, said } = rewrite(pathsOf(["/api"], ["/api/v1"], ["/webhooks"], ["/apis"]), {
    "haproxy.org/path-rewrite": "/api/(.*) /\\1",
  });
  assertEquals(entries.map(({ stripPrefix, rewrite }) => [stripPrefix, rewrite]), [
    ["/api", undefined],
    ["/api", undefined],
    [undefined, undefined],
    [undefined, undefined],
  ]);
  assertEquals(said, []);
});

Deno.test("rewrite() leaves out what it can't keep of an annotation, and says so", () => {
  const { entries: [entry], said } = rewrite(pathsOf(["/api"]), {
    "haproxy.org/path-rewrite": "(.*) /%[src]\\1",
    "haproxy.org/timeout-server": "soon",
    "haproxy.org/response-set-header": "X-Client %[src]",
  });
  assertEquals(Object.keys(entry).sort(), [
    ...["host", "path", "pathType", "resource", "scheme", "upstream"],
  ]);
  assertEquals(
    said.map(({ code, path }) => [code, path]),
    ["path-rewrite", "response-set-header", "timeout-server"].map((name) => [
      `unsupported-${name}`,
      `metadata.annotations["haproxy.org/${name}"]`,
    ]),
  );
  assertStringIncludes(said[0].message, "(.*) /%[src]\\1");
});

Deno.test("rewrite() leaves out a backend that is no Service", () => {
  const bucket = { resource: { kind: "StorageBucket", name: "assets" } };
  const { entries, said } = rewrite({
    rules: [{ host: "a.example", http: { paths: [null, { path: "/x", backend: bucket }] } }],
  });
  assertEquals(entries, []);
  assertEquals(said.map(({ code, path, resource }) => [code, path, resource?.name]), [
    ["no-backend-service", "spec.rules[0].http.paths[1].backend", "web"],
  ]);
});

Deno.test("rewrite() keeps the route of a Service that is missing", () => {
  const { entries, said } = rewrite(pathsOf(["/"]), {}, []);
  assertEquals(entries.map(({ upstream }) => upstream), ["web.shop.svc.cluster.local:80"]);
  assertEquals(said.map(({ code }) => code), ["missing-service"]);
});

Deno.test("rewrite() survives nulls and nonsense at any depth", () => {
  const specs = [
    null,
    undefined,
    "text",
    {},
    { rules: null },
    { rules: "text", tls: 3 },
    { rules: [null, "text", {}, { http: null }, { host: 5, http: { paths: null } }] },
    { rules: [{ http: { paths: [{}, { backend: null }, { backend: { service: null } }] } }] },
    { defaultBackend: {}, tls: [null, {}, { hosts: "a", secretName: ["b"] }] },
  ];
  for (const spec of specs) {
    for (const annotations of [undefined, null, { "haproxy.org/server-ca": null }]) {
      const { entries, ctx } = rewriteIngress(ingress(spec, annotations), []);
      assertEquals(entries, []);
      assert([...ctx.diagnostics].length > 0, JSON.stringify(spec));
    }
  }
});

Deno.test("a conversion closes the route of an Ingress whose restriction HAProxy's rewriter does not keep", async () => {
  for (
    const [name, value] of [
      ["haproxy.org/deny-list", "10.0.0.0/8"],
      // Traefik's, which its own rewriter would know more of: here it might be any guard.
      ["traefik.ingress.kubernetes.io/router.middlewares", "shop-strip@kubernetescrd"],
      ["traefik.ingress.kubernetes.io/router.tls.options", "shop-modern@kubernetescrd"],
    ]
  ) {
    const { routes, diagnostics } = await convertedRoutes([new HaproxyRewriter()], [
      service("web"),
      ingress(pathsOf(["/"]), { [name]: value }),
    ]);
    assertEquals(routes.map(({ denied }) => denied), [name]);
    const [error] = diagnostics.filter(({ code }) => code === "access-denied");
    assertStringIncludes(error.message, "shop.example/ answers 403");
    assertStringIncludes(error.message, name);
  }
});
