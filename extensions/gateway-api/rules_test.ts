import { assertEquals } from "@std/assert";
import {
  EDGE,
  fieldsOf,
  gateway,
  grpcRoute,
  httpRoute,
  object,
  routesOf,
  TO_WEB,
} from "./_testing.ts";

const WEB = { upstream: "web.shop.svc.cluster.local:8080", scheme: "http" as const };
const NEXT = { upstream: "next.shop.svc.cluster.local:8080", scheme: "http" as const };

Deno.test("each match of a rule is a route, and a regular expression matches all of a path", () => {
  const matches = [
    { path: { type: "Exact", value: "/a" } },
    { path: { type: "RegularExpression", value: "/b|/c" } },
  ];
  const { routes } = routesOf([httpRoute("web", { rules: [{ matches, ...TO_WEB }] })]);
  assertEquals(fieldsOf(routes, "path", "pathType"), [
    { path: "/a", pathType: "Exact" },
    { path: "(?:/b|/c)$", pathType: "Regex" },
  ]);
});

Deno.test("a rule without backends answers 500, and so does one whose weights are all 0", () => {
  const said = ["no-backends spec.rules[0].backendRefs"];
  for (const rule of [{}, { backendRefs: [{ name: "web", port: 80, weight: 0 }] }]) {
    const { routes, said: found } = routesOf([httpRoute("web", { rules: [rule] })]);
    assertEquals(fieldsOf(routes, "answer"), [{ answer: { status: 500 } }]);
    assertEquals(found, said);
  }
});

Deno.test("backends share requests by their weights, and one that is not there answers 500", () => {
  const modifier = { set: [{ name: "X-To", value: "next" }] };
  const rules = [{
    backendRefs: [
      { name: "web", port: 80, weight: 3 },
      {
        name: "next",
        port: 80,
        filters: [{ type: "RequestHeaderModifier", requestHeaderModifier: modifier }],
      },
      { name: "gone", port: 80 },
      { name: "web", port: 80, weight: 0 },
    ],
  }];
  const { routes, said } = routesOf([httpRoute("web", { rules })]);
  assertEquals(fieldsOf(routes, "upstream", "backends"), [{
    upstream: WEB.upstream,
    backends: [
      { weight: 3, ...WEB },
      { weight: 1, ...NEXT, requestHeaders: { set: { "X-To": "next" } } },
      { weight: 1, status: 500 },
    ],
  }]);
  assertEquals(said, ["no-backend spec.rules[0].backendRefs[2]"]);
});

Deno.test("filters of an only backend come behind those of its rule", () => {
  const set = (value: string) => ({
    type: "RequestHeaderModifier",
    requestHeaderModifier: { set: [{ name: "X-A", value }] },
  });
  const rewrite = { type: "URLRewrite", urlRewrite: { hostname: "in.example" } };
  const backendRefs = [{ name: "web", port: 80, filters: [set("2"), rewrite] }];
  const { routes } = routesOf([
    httpRoute("web", { rules: [{ filters: [set("1")], backendRefs }] }),
  ]);
  assertEquals(fieldsOf(routes, "requestHeaders", "upstreamHost", "backends"), [
    { requestHeaders: { set: { "X-A": "2" } }, upstreamHost: "in.example" },
  ]);
});

Deno.test("one of several backends can have a path, a host and a redirect of its own", () => {
  const to = (replaceFullPath: string) => ({ type: "ReplaceFullPath", replaceFullPath });
  const urlRewrite = { hostname: "in.example", path: to("/all") };
  const own = (filter: object) => ({ name: "next", port: 80, filters: [filter] });
  const backendRefs = [
    { name: "web", port: 80 },
    own({ type: "URLRewrite", urlRewrite: { path: to("/own") } }),
    own({ type: "RequestRedirect", requestRedirect: { hostname: "a.example" } }),
  ];
  const filters = [{ type: "URLRewrite", urlRewrite }];
  const { routes, said } = routesOf([httpRoute("web", { rules: [{ filters, backendRefs }] })]);
  const rewrite = (replacement: string) => ({ rewrite: { pattern: "^.*$", replacement } });
  const host = { upstreamHost: "in.example" };
  assertEquals(fieldsOf(routes, "backends", "rewrite"), [{
    backends: [
      { weight: 1, ...WEB, ...rewrite("/all"), ...host },
      { weight: 1, ...NEXT, ...rewrite("/own"), ...host },
      { weight: 1, redirect: { to: "http://a.example$request_uri", status: 302 } },
    ],
  }]);
  assertEquals(said, []);
});

Deno.test("one of several backends has no CORS, mirror or ExternalAuth of its own", () => {
  const filters = [{ type: "CORS", cors: { allowOrigins: ["*"] } }];
  const backendRefs = [{ name: "web", port: 80 }, { name: "next", port: 80, filters }];
  const { routes, said } = routesOf([httpRoute("web", { rules: [{ backendRefs }] })]);
  assertEquals(fieldsOf(routes, "backends"), [
    { backends: [{ weight: 1, ...WEB }, { weight: 1, status: 500 }] },
  ]);
  assertEquals(said, ["unsupported-filter spec.rules[0].backendRefs[1].filters"]);
});

Deno.test("timeouts and retries are kept, and what can't be is said", () => {
  const rules = [{
    ...TO_WEB,
    timeouts: { request: "10s", backendRequest: "1500ms" },
    retry: { attempts: 2, codes: [502, 503], backoff: "100ms" },
    sessionPersistence: { type: "Cookie" },
  }, {
    ...TO_WEB,
    matches: [{ path: { value: "/b" } }],
    timeouts: { request: "0s", backendRequest: "soon" },
  }];
  const { routes, said } = routesOf([httpRoute("web", { rules })]);
  assertEquals(fieldsOf(routes, "timeouts", "retries"), [
    { timeouts: { answer: 1.5 }, retries: { attempts: 3, statuses: [502, 503] } },
    {},
  ]);
  assertEquals(said, [
    "session-persistence spec.rules[0].sessionPersistence",
    "retry-backoff spec.rules[0].retry.backoff",
    "bad-duration spec.rules[1].timeouts.backendRequest",
  ]);
});

Deno.test("a redirect to HTTPS alone sends on, and is nothing where there is no HTTPS", () => {
  const filters = [{
    type: "RequestRedirect",
    requestRedirect: { scheme: "https", statusCode: 301 },
  }];
  const { routes } = routesOf([httpRoute("web", { rules: [{ filters }] })]);
  assertEquals(
    routes.map(({ protocols, httpsRedirect, redirect, answer }) => ({
      protocols,
      httpsRedirect,
      redirect,
      answer,
    })),
    [{ protocols: [], httpsRedirect: 301, redirect: undefined, answer: { status: 404 } }],
  );
});

Deno.test("a redirect leads elsewhere over each protocol", () => {
  const door = gateway("door", [
    { name: "http" },
    { name: "https", port: 8443, protocol: "HTTPS" },
  ]);
  const filters = [{
    type: "RequestRedirect",
    requestRedirect: { hostname: "a.example", port: 443 },
  }];
  const { routes } = routesOf([
    door,
    httpRoute("web", { parentRefs: [{ name: "door" }], rules: [{ filters }] }),
  ]);
  assertEquals(fieldsOf(routes, "protocols", "redirect", "tls"), [
    { protocols: ["http"], redirect: { to: "http://a.example:443$request_uri", status: 302 } },
    {
      protocols: ["https"],
      redirect: { to: "https://a.example$request_uri", status: 302 },
      tls: {},
    },
  ]);
});

Deno.test("a prefix that no match has can't be replaced", () => {
  const urlRewrite = { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/b" } };
  const rules = [{
    ...TO_WEB,
    matches: [{ path: { type: "Exact", value: "/a" } }],
    filters: [{ type: "URLRewrite", urlRewrite }],
  }];
  const { routes, said } = routesOf([httpRoute("web", { rules })]);
  assertEquals(fieldsOf(routes, "answer", "upstream"), [
    { answer: { status: 500 }, upstream: "localhost:80" },
  ]);
  assertEquals(said, ["bad-path-change"]);
});

Deno.test("routes come by age and name, as the standard breaks ties", () => {
  const made = (name: string, creationTimestamp?: string) => {
    const route = httpRoute(name, { rules: [TO_WEB] });
    return { ...route, metadata: { ...route.metadata, creationTimestamp } };
  };
  const { routes } = routesOf([made("c", "2025"), made("d", "2024"), made("b"), made("a")]);
  assertEquals(routes.map(({ resource }) => resource?.name), ["a", "b", "d", "c"]);
});

Deno.test("a GRPCRoute's methods are paths", () => {
  const matches = [{ method: { service: "a.B", method: "C" } }];
  const { routes } = routesOf([grpcRoute("web", { rules: [{ matches, ...TO_WEB }] })]);
  assertEquals(fieldsOf(routes, "path", "pathType", "scheme"), [
    { path: "/a.B/C", pathType: "Exact", scheme: "h2c" },
  ]);
});

Deno.test("what templates left empty does no harm", () => {
  const kinds = ["GatewayClass", "Gateway", "ListenerSet", "HTTPRoute", "GRPCRoute"];
  for (
    const spec of [null, undefined, "none", { rules: null, parentRefs: [null], hostnames: null }]
  ) {
    routesOf([
      ...[...kinds, "ReferenceGrant", "BackendTLSPolicy"].map((kind) => object(kind, "x", spec)),
      httpRoute("y", { rules: [null, { filters: [null], backendRefs: [null], matches: [null] }] }),
      EDGE,
    ]);
  }
});

Deno.test("what of a rule can't be read serves nothing, or closes it, and never more than was meant", () => {
  const served = (rule: object, spec: object = {}) =>
    routesOf([httpRoute("web", { rules: [{ ...rule, ...TO_WEB }], ...spec })]).routes
      .filter(({ denied, answer }) => denied === undefined && answer === undefined).length;
  assertEquals(served({}), 1);
  const header = { name: "X-Key", value: "secret" };
  assertEquals(served({ matches: [{ headers: [header] }] }), 1);
  const matches = [
    ...["/x", { path: { value: "/x" } }, [null], ["/x"], [[]], true, 0, ""],
    ...["/x", ["/x"], { value: "" }, { value: ["/x"] }].map((path) => [{ path }]),
    ...["X-Key", header, [null], ["X-Key"], [{ value: "x" }], [{ ...header, value: "" }]]
      .flatMap((values) => [[{ headers: values }], [{ queryParams: values }]]),
  ];
  for (const odd of matches) {
    assertEquals(served({ matches: odd }), 0, JSON.stringify(odd));
    const { routes } = routesOf([grpcRoute("rpc", { rules: [{ matches: odd, ...TO_WEB }] })]);
    if (!JSON.stringify(odd).includes("path") && !JSON.stringify(odd).includes("queryParams")) {
      assertEquals(fieldsOf(routes, "path"), [], JSON.stringify(odd));
    }
  }
  for (const odd of ["guard", {}, 1, true, "", ["guard"], [[]]]) {
    assertEquals(served({ filters: odd }), 0, JSON.stringify(odd));
  }
  for (const odd of [[""], [null], "", ["shop.example", null]]) {
    assertEquals(served({}, { hostnames: odd }), 0, JSON.stringify(odd));
  }
  assertEquals(
    routesOf([httpRoute("web", { rules: [TO_WEB], hostnames: "shop.example" })]).routes
      .filter(({ answer }) => answer === undefined).map(({ host }) => host),
    ["shop.example"],
  );
  for (const off of [undefined, null, []]) {
    assertEquals(served({ matches: off, filters: off }, { hostnames: off }), 1);
  }
});

Deno.test("a listener lets in no route when nobody can tell whose it lets in", () => {
  const served = (allowedRoutes: unknown) =>
    routesOf([
      gateway("own", [{ name: "http", allowedRoutes }]),
      httpRoute("web", { parentRefs: [{ name: "own" }], rules: [TO_WEB] }),
    ]).routes.filter(({ answer }) => answer === undefined).length;
  for (const off of [undefined, null, {}, { namespaces: null }, { namespaces: { from: null } }]) {
    assertEquals(served(off), 1);
  }
  assertEquals(served({ namespaces: { from: "Selector", selector: {} } }), 1);
  const selector = (selector: unknown) => ({ namespaces: { from: "Selector", selector } });
  for (
    const odd of [
      ...["none", [], true, 0, ""],
      ...["None", [], true].map((namespaces) => ({ namespaces })),
      ...["", "all", [], {}].map((from) => ({ namespaces: { from } })),
      ...[undefined, null, "a=b", [], { matchLabels: "a=b" }, { matchLabels: [] }].map(selector),
      ...["a", {}, [null], ["a"]].map((matchExpressions) => selector({ matchExpressions })),
    ]
  ) assertEquals(served(odd), 0, JSON.stringify(odd));
});
