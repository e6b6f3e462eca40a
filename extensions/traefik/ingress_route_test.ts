import { assert, assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import {
  convertRoutes,
  custom,
  ingress,
  ingressRoute,
  middleware,
  rewrite,
  service,
  USERS,
} from "./_testing.ts";
import { forwardedHeaders } from "./forwarded_headers.ts";

const AUTH = middleware("auth", { basicAuth: { secret: "users" } });
const HOST = "Host(`shop.example`)";

/** Each route as `host path pathType`, with what is denied. */
function shown(manifests: Manifest[]): [string[], string[]] {
  const { entries, said } = convertRoutes(manifests);
  const routes = entries.map(({ host, path, pathType, denied }) =>
    [host || "*", path, pathType, ...(denied ? ["denied"] : [])].join(" ")
  );
  return [routes, said];
}

Deno.test("routesOf() makes a route for each host and path of a rule", () => {
  const { entries, said } = convertRoutes([
    ingressRoute([`${HOST} && (PathPrefix(\`/api\`) || Path(\`/health\`))`], {
      tls: { secretName: "cert" },
    }),
  ]);
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:8080",
    scheme: "http" as const,
    resource: { group: "traefik.io", kind: "IngressRoute", namespace: "shop", name: "web" },
    tls: { secret: { namespace: "shop", name: "cert" } },
    ...forwardedHeaders(),
  };
  assertEquals(entries, [
    { ...common, path: "/api", pathType: "Regex" },
    { ...common, path: "/health", pathType: "Exact" },
  ]);
  assertEquals(said, []);
});

Deno.test("routesOf() reads how the backend is spoken to", () => {
  const backend = (spec: Record<string, unknown>, others: Manifest[] = []) => {
    const route = { match: HOST, services: [{ name: "web", port: 80, ...spec }] };
    const { entries: [entry], said } = convertRoutes([ingressRoute([route]), ...others]);
    return [entry.upstream.replace(".svc.cluster.local", ""), entry.scheme, ...said];
  };
  assertEquals(backend({ port: "http" }), ["web.shop:8080", "http"]);
  assertEquals(backend({ scheme: "h2c" }), ["web.shop:8080", "h2c"]);
  assertEquals(backend({ name: "gone" }), ["gone.shop:80", "http", "warning missing-service"]);
  assertEquals(backend({ namespace: "x" }), ["web.x:80", "http", "warning missing-service"]);
  const tls = service("tls", [{ name: "websecure", port: 443, targetPort: 8443 }, { port: 1 }]);
  assertEquals(backend({ name: "tls", port: "websecure" }, [tls]), ["tls.shop:8443", "https"]);
});

Deno.test("routesOf() reads the host for the backend, and its ServersTransport", () => {
  const { entries: [entry] } = convertRoutes([
    ingressRoute([{
      match: HOST,
      services: [{
        name: "web",
        port: 80,
        passHostHeader: false,
        serversTransport: "t",
        scheme: "https",
      }],
    }]),
    custom("ServersTransport", "t", { serverName: "inside" }),
  ]);
  assertEquals([entry.upstreamHost, entry.serverSni], ["web.shop.svc.cluster.local", "inside"]);
});

Deno.test("routesOf() guards routes by the Middlewares of their own namespace", () => {
  const route = ingressRoute([{ match: HOST, middlewares: [{ name: "auth" }] }]);
  const { entries, said } = convertRoutes([route, AUTH, USERS]);
  assertEquals([entries[0].denied, Object.keys(entries[0].basicAuth!.users)], [undefined, ["ann"]]);
  assertEquals(said, []);
  const elsewhere = { ...AUTH, metadata: { name: "auth", namespace: "other" } };
  assertEquals(shown([route, elsewhere, USERS]), [
    ["shop.example / Prefix denied"],
    ["info unused-object", "error access-denied"],
  ]);
});

Deno.test("routesOf() denies what it can't guard", () => {
  const guarded = (middlewares: unknown, others: Manifest[]) =>
    shown([ingressRoute([{ match: HOST, middlewares }]), ...others])[0];
  const denied = ["shop.example / Prefix denied"];
  assertEquals(guarded([{ name: "gone" }], []), denied);
  assertEquals(guarded([{ name: null }], []), denied);
  assertEquals(guarded(["auth"], [AUTH, USERS]), denied);
  assertEquals(guarded([{ name: "auth@file" }], [AUTH, USERS]), denied);
  assertEquals(guarded([{ name: "auth" }], [AUTH]), denied);
  const both = middleware("both", { digestAuth: {}, basicAuth: { secret: "users" } });
  assertEquals(guarded([{ name: "both" }], [both, USERS]), denied);
  for (const spec of [null, "x", { plugin: {} }, { basicAuth: null }, { forwardAuth: {} }]) {
    assertEquals(guarded([{ name: "m" }], [middleware("m", spec)]), denied, JSON.stringify(spec));
  }
  assertEquals(guarded([null], []), ["shop.example / Prefix"]);
});

Deno.test("routesOf() denies a route when nobody can tell which Middlewares or TLSOption it names", () => {
  const denied = ["shop.example / Prefix denied"];
  const chain = (chain: unknown) => [
    ingressRoute([{ match: HOST, middlewares: [{ name: "m" }] }]),
    middleware("m", { chain }),
  ];
  for (const odd of ["auth", "", true, 0, {}, { other: "auth" }, { name: ["auth"] }, [[]]]) {
    const text = JSON.stringify(odd);
    assertEquals(shown([ingressRoute([{ match: HOST, middlewares: odd }])])[0], denied, text);
    assertEquals(shown(chain({ middlewares: odd }))[0], denied, text);
    const services = [{ name: "web", port: 80, middlewares: odd }];
    assertEquals(shown([ingressRoute([{ match: HOST, services }])])[0], denied, text);
    if (typeof odd !== "object") assertEquals(shown(chain(odd))[0], denied, text);
    assertEquals(shown([ingressRoute([HOST], { tls: { options: odd } })])[0], denied, text);
  }
  const named = ingressRoute([{ match: HOST, middlewares: { name: "auth" } }]);
  assertEquals(convertRoutes([named, AUTH, USERS]).entries[0].denied, undefined);
});

Deno.test("routesOf() does not take one Middleware for another whose name reads the same", () => {
  const manifests = [
    ingressRoute([{ match: HOST, middlewares: [{ name: "b-c", namespace: "a" }] }]),
    middleware("b-c", { basicAuth: { secret: "users" } }, "a"),
    middleware("c", { compress: {} }, "a-b"),
  ];
  assertEquals(shown(manifests)[0], ["shop.example / Prefix denied"]);
});

Deno.test("routesOf() leaves out an alternative that it can't keep, and closes it when it is guarded", () => {
  const rule = `${HOST} && PathPrefix(\`/admin\`) && !Method(\`GET\`) || ${HOST} && Path(\`/x\`)`;
  assertEquals(shown([ingressRoute([rule])]), [
    ["shop.example /x Exact"],
    ["warning unsupported-rule"],
  ]);
  const guarded = ingressRoute([{ match: rule, middlewares: [{ name: "auth" }] }]);
  assertEquals(shown([guarded, AUTH, USERS]), [
    ["shop.example /x Exact", "shop.example /admin Regex denied"],
    ["error unsupported-rule"],
  ]);
});

Deno.test("routesOf() names the matcher that it can't keep", () => {
  const { ctx } = convertRoutes([ingressRoute([`${HOST} && !Method(\`GET\`)`])]);
  const [{ message, path }] = [...ctx.diagnostics];
  assert(message.includes("!Method(`GET`)"), message);
  assertEquals(path, "spec.routes[0].match");
});

Deno.test("routesOf() leaves out a route whose rule is broken, and converts the others", () => {
  const routes = [
    ...["Host(", "", HOST],
    { match: HOST, kind: "Other" },
    { match: null },
    { match: "Path(`/a`) && Path(`/b`)" },
  ];
  assertEquals(shown([ingressRoute(routes)]), [
    ["shop.example / Prefix"],
    [
      ...["warning bad-rule", "warning bad-rule", "warning bad-rule", "warning bad-rule"],
      "info empty-rule",
    ],
  ]);
});

Deno.test("routesOf() takes the clients of ClientIP, and lets in those of an ipAllowList", () => {
  const allow = middleware("allow", { ipAllowList: { sourceRange: ["10.0.0.0/8", "::1"] } });
  const match = `${HOST} && ClientIP(\`10.0.0.0/8\`, \`192.168.0.0/16\`)`;
  const { entries } = convertRoutes([
    ingressRoute([match, { match: `${match} && Path(\`/x\`)`, middlewares: [{ name: "allow" }] }]),
    allow,
  ]);
  assertEquals(entries.map(({ match, allowedSources }) => [match?.sources, allowedSources]), [
    [["10.0.0.0/8", "192.168.0.0/16"], undefined],
    [["10.0.0.0/8", "192.168.0.0/16"], ["10.0.0.0/8", "::1"]],
  ]);
});

Deno.test("routesOf() takes requests by method, header and parameter", () => {
  const guarded = {
    match: `${HOST} && (Method(\`POST\`) || Method(\`PUT\`)) && !Header(\`X-A\`, \`b\`)`,
    middlewares: [{ name: "auth" }],
  };
  const { entries, said } = convertRoutes([ingressRoute([guarded, HOST]), AUTH, USERS]);
  assertEquals(entries.map(({ match, basicAuth }) => [match, basicAuth !== undefined]), [
    [{ methods: ["POST", "PUT"], headers: [{ name: "X-A", value: "b", not: true }] }, true],
    [undefined, false],
  ]);
  assertEquals(said, []);
});

Deno.test("routesOf() gives routes their order when any says one, Ingresses too", () => {
  const priorities = (...manifests: Manifest[]) =>
    convertRoutes(manifests).entries.map(({ priority }) => priority);
  const long = `${HOST} && PathPrefix(\`/long/path\`)`;
  assertEquals(priorities(ingressRoute([HOST, { match: long, priority: 0 }])), [
    undefined,
    undefined,
  ]);
  const first = { match: HOST, priority: 1000 };
  assertEquals(priorities(ingressRoute([first, long])), [1000, long.length]);
  // One that some Ingress says counts for all.
  const other = ingress({ "router.priority": "5" });
  assertEquals(priorities(ingressRoute([long]), other), [long.length]);
  assertEquals(rewrite(other).entries[0].priority, 5);
  const rule = 'Host("shop.example") && PathPrefix("/")';
  assertEquals(rewrite(ingress(), [ingressRoute([first])]).entries[0].priority, rule.length);
  assertEquals(rewrite(ingress()).entries[0].priority, undefined);
});

Deno.test("routesOf() says what it does not keep of an IngressRoute", () => {
  const said = (spec: Record<string, unknown>, route = {}) =>
    convertRoutes([ingressRoute([{ match: HOST, ...route }], spec)]).said;
  assertEquals(said({ ingressClassName: "internal" }), ["info ingress-class"]);
  assertEquals(said({ ingressClassName: "traefik" }), []);
  assertEquals(said({ tls: { domains: [{ main: "a" }], store: { name: "x" } } }), [
    ...["info meaningless-field", "info meaningless-field"],
  ]);
  const observability = { metrics: true, tracing: false, traceVerbosity: "minimal" };
  assertEquals(said({}, { observability }).length, 3);
  const quiet = ingressRoute([{ match: HOST, observability: { accessLogs: false } }]);
  assertEquals(convertRoutes([quiet]).entries[0].accessLog, false);
});

Deno.test("routesOf() does not publish what is for other entry points", () => {
  const inside = ingressRoute([HOST], { entryPoints: ["metrics"] });
  assertEquals(shown([inside]), [[], ["warning inside-route"]]);
});

Deno.test("routesOf() does not publish what is reached through another IngressRoute alone", () => {
  const child = ingressRoute([HOST], { parentRefs: [{ name: "parent" }] });
  assertEquals(shown([child]), [[], ["warning child-route"]]);
});

Deno.test("routesOf() keeps a redirect that leads to none of Traefik's own services", () => {
  const services = [{ name: "noop@internal", kind: "TraefikService" }];
  const www = middleware("www", {
    redirectRegex: { regex: "^https?://www\\.(.*)", replacement: "https://${1}" },
  });
  const match = "Host(`www.shop.example`)";
  const { entries, said } = convertRoutes([
    ingressRoute([{ match, services, middlewares: [{ name: "www" }] }]),
    www,
  ]);
  assertEquals(entries.map(({ redirect }) => redirect?.to), ["https://shop.example$request_uri"]);
  assertEquals(said, []);
  assertEquals(shown([ingressRoute([{ match, services }])]), [[], ["info internal-service"]]);
});

Deno.test("routesOf() denies routes that ask for a client's certificate", () => {
  const route = ingressRoute([HOST], { tls: { options: { name: "mtls" } } });
  const auth = { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] };
  const { entries } = convertRoutes([route, custom("TLSOption", "mtls", { clientAuth: auth })]);
  assertEquals([entries[0].clientCertificate?.name, entries[0].denied], ["ca", undefined]);
  const two = { clientAuth: { ...auth, secretNames: ["a", "b"] } };
  assertEquals(
    shown([route, custom("TLSOption", "mtls", two)])[0][0],
    "shop.example / Prefix denied",
  );
  assertEquals(shown([route])[0][0], "shop.example / Prefix denied");
  const fallback = custom("TLSOption", "default", two, "kube-system");
  assertEquals(shown([ingressRoute([HOST]), fallback])[0][0], "shop.example / Prefix denied");
  const plain = ingressRoute([HOST], { entryPoints: ["web"] });
  assertEquals(shown([plain, fallback])[0][0], "shop.example / Prefix");
});

Deno.test("routesOf() survives nulls and nonsense at any depth", () => {
  const nonsense = [null, undefined, "text", 3, true, [], {}, [null], ["x"], { name: null }];
  for (const value of nonsense) {
    for (const field of ["routes", "tls", "entryPoints"]) {
      convertRoutes([ingressRoute([HOST], { [field]: value })]);
    }
    for (const field of ["match", "kind", "priority", "middlewares", "services", "syntax"]) {
      convertRoutes([ingressRoute([{ match: HOST, [field]: value }])]);
    }
    for (
      const field of ["name", "namespace", "port", "scheme", "kind", "weight", "serversTransport"]
    ) {
      const services = [{ name: "web", port: 80, [field]: value }];
      convertRoutes([ingressRoute([{ match: HOST, services }])]);
    }
    const { ctx } = convertRoutes([custom("IngressRoute", "web", value)]);
    assertEquals(said(ctx), ["empty-route spec.routes"]);
  }
});
