import { assertEquals } from "@std/assert";
import type { Manifest, StreamRoute } from "@dekube/engine/pacts";
import { convertRoutes, custom, service } from "./_testing.ts";

const DB = service("db", [{ name: "pg", port: 5432, targetPort: 15432 }]);
const PORTS = { postgres: 5432, alt: 6432 };
const UPSTREAM = "db.shop.svc.cluster.local:15432";

/** An IngressRouteTCP of one route to the Service `db`. */
function tcp(match: string, spec: Record<string, unknown> = {}, route = {}): Manifest {
  return custom("IngressRouteTCP", "db", {
    entryPoints: ["postgres"],
    routes: [{ match, services: [{ name: "db", port: 5432 }], ...route }],
    ...spec,
  });
}

/** Routes without the object that they come from, and what is said. */
function read(manifests: Manifest[], entryPoints: unknown = PORTS) {
  const { streams, said } = convertRoutes([DB, ...manifests], entryPoints);
  const routes = streams.map(({ resource: _, ...route }) => route);
  return { routes, said: said.filter((one) => one !== "info unused-object") };
}

const routes = (...manifests: Manifest[]): Omit<StreamRoute, "resource">[] => {
  const { routes, said } = read(manifests);
  assertEquals(said, []);
  return routes;
};

Deno.test("tcpRoutes() forwards connections of TCP, and of TLS by name", () => {
  const common = { port: 5432, upstream: UPSTREAM };
  assertEquals(routes(tcp("HostSNI(`*`)")), [{ ...common, protocol: "tcp" }]);
  const tls = { ...common, protocol: "tls" as const, hosts: ["db.example"] };
  assertEquals(routes(tcp("HostSNI(`db.example`)", { tls: { passthrough: true } })), [tls]);
  assertEquals(routes(tcp("HostSNI(`db.example`)", { tls: { secretName: "cert" } })), [
    { ...tls, tls: { secret: { namespace: "shop", name: "cert" } } },
  ]);
  assertEquals(routes(tcp("HostSNI(`*`)", { tls: {} })), [{ ...common, protocol: "tls", tls: {} }]);
  const { streams: [{ resource }] } = convertRoutes([DB, tcp("HostSNI(`*`)")], PORTS);
  assertEquals(resource, {
    group: "traefik.io",
    kind: "IngressRouteTCP",
    namespace: "shop",
    name: "db",
  });
});

Deno.test("tcpRoutes() ends TLS as TLSOptions and the TLSStore say", () => {
  const store = custom("TLSStore", "default", { defaultCertificate: { secretName: "wild" } });
  const option = custom("TLSOption", "new", { minVersion: "VersionTLS13" });
  const route = tcp("HostSNI(`*`)", { tls: { options: { name: "new" } } });
  assertEquals(read([route, store, option]).routes.map(({ tls }) => tls), [
    { secret: { namespace: "shop", name: "wild" }, minVersion: "1.3" },
  ]);
  const asking = custom("TLSOption", "new", {
    clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] },
  });
  assertEquals(read([route, asking]), { routes: [], said: ["error access-denied"] });
});

Deno.test("streams are for the ports of their entry points, else for the Service's", () => {
  const ports = (entryPoints: unknown, given: unknown, spec = {}) => {
    const { routes, said } = read([tcp("HostSNI(`*`)", { entryPoints, ...spec })], given);
    return [routes.map(({ port }) => port), ...said];
  };
  assertEquals(ports(["Postgres", "alt"], PORTS), [[5432, 6432]]);
  assertEquals(ports(["websecure"], []), [[443]]);
  assertEquals(ports([], [], { tls: { passthrough: true } }), [[443]]);
  assertEquals(ports(["other"], PORTS), [[5432], "warning guessed-port"]);
  assertEquals(ports([], PORTS), [[5432], "warning guessed-port"]);
  assertEquals(ports(["postgres"], ["postgres"]), [[5432], "warning guessed-port"]);
});

Deno.test("streams share connections by weight", () => {
  const services = [{ name: "db", port: "pg", weight: 1 }, { name: "web", port: 80, weight: 3 }];
  const web = "web.shop.svc.cluster.local:8080";
  const shared = {
    upstream: web,
    backends: [{ upstream: UPSTREAM, weight: 1 }, { upstream: web, weight: 3 }],
  };
  assertEquals(routes(tcp("HostSNI(`*`)", {}, { services })), [
    { protocol: "tcp", port: 5432, ...shared },
  ]);
  const udp = custom("IngressRouteUDP", "dns", { entryPoints: ["alt"], routes: [{ services }] });
  assertEquals(routes(udp), [{ protocol: "udp", port: 6432, ...shared }]);
});

Deno.test("streams are refused when no service has a weight, and one alone needs none", () => {
  const services = [{ name: "db", port: "pg", weight: 0 }, { name: "web", port: 80, weight: 0 }];
  const refused = { upstream: "localhost:1", backends: [{ weight: 1 }] };
  assertEquals(read([tcp("HostSNI(`*`)", {}, { services })]).routes, [
    { protocol: "tcp", port: 5432, ...refused },
  ]);
  const [alone] = routes(tcp("HostSNI(`*`)", {}, { services: services.slice(0, 1) }));
  assertEquals([alone.upstream, alone.backends], [UPSTREAM, undefined]);
});

Deno.test("tcpRoutes() lets in the networks of MiddlewareTCPs, or opens no port", () => {
  const guarded = (spec: unknown, match = "HostSNI(`*`)") => {
    const route = tcp(match, {}, { middlewares: [{ name: "m" }] });
    const { routes, said } = read([route, custom("MiddlewareTCP", "m", spec)]);
    return [...routes.map(({ allowedSources }) => allowedSources), ...said];
  };
  const denied = ["error access-denied"];
  const allow = (...sourceRange: string[]) => ({ ipAllowList: { sourceRange } });
  assertEquals(guarded(allow("10.0.0.0/8", "::1")), [["10.0.0.0/8", "::1"]]);
  assertEquals(guarded({ ipWhiteList: { sourceRange: ["::1"] } }), [["::1"]]);
  assertEquals(guarded(allow("::1", "::2"), "ClientIP(`::1`)"), [["::1"]]);
  assertEquals(guarded(allow("::2"), "ClientIP(`::1`)"), denied);
  assertEquals(guarded(allow("all")), denied);
  assertEquals(guarded(allow()), denied);
  for (const unknown of [null, {}, { fancy: {} }, { ipAllowList: "all" }]) {
    assertEquals(guarded(unknown), denied);
  }
  assertEquals(guarded({ inFlightConn: { amount: 1 } }), [
    undefined,
    "warning unsupported-middleware",
  ]);
  const missing = tcp("HostSNI(`*`)", {}, { middlewares: [{ name: "gone" }] });
  assertEquals(read([missing]), { routes: [], said: denied });
});

Deno.test("tcpRoutes() says what it leaves out", () => {
  const said = (route: Manifest, ...others: Manifest[]) => {
    const found = read([route, ...others]);
    return [found.routes.length, ...found.said];
  };
  const to = (service: Record<string, unknown>) =>
    tcp("HostSNI(`*`)", {}, { services: [{ name: "db", port: 5432, ...service }] });
  assertEquals(said(tcp("HostSNI(`db.example`)")), [0, "warning bad-rule"]);
  assertEquals(said(tcp("HostSNI(")), [0, "warning bad-rule"]);
  assertEquals(said(tcp("ALPN(`h2`)")), [0, "warning unsupported-rule"]);
  assertEquals(said(tcp("HostSNI(`*`)", {}, { services: null })), [
    0,
    "warning no-backend-service",
  ]);
  assertEquals(said(to({ tls: true })), [0, "warning unsupported-backend-tls"]);
  assertEquals(said(to({ name: "gone" })), [1, "warning missing-service"]);
  for (const field of ["nativeLB", "nodePortLB", "terminationDelay"]) {
    assertEquals(said(to({ [field]: 1 })), [1, "info meaningless-field"]);
  }
  assertEquals(said(to({ serversTransport: "gone" })), [1, "warning missing-servers-transport"]);
  const transport = (spec: unknown) =>
    said(to({ serversTransport: "t" }), custom("ServersTransportTCP", "t", spec));
  assertEquals(transport({ dialTimeout: "1s" }), [1, "info meaningless-field"]);
  assertEquals(transport({ tls: { serverName: "x" } }), [0, "warning unsupported-backend-tls"]);
  assertEquals(transport({ proxyProtocol: { version: 2 } }), [1, "info proxy-protocol-version"]);
  for (const field of ["priority", "syntax"]) {
    assertEquals(said(tcp("HostSNI(`*`)", {}, { [field]: 3 })), [1, "info meaningless-field"]);
  }
  assertEquals(said(tcp("HostSNI(`*`)", { ingressClassName: "x" })), [1, "info ingress-class"]);
  assertEquals(said(tcp("HostSNI(`*`)", { tls: { certResolver: "le", domains: [] } })), [
    ...[1, "info meaningless-field", "info public-certificate"],
  ]);
});

Deno.test("tcpRoutes() has the backend told who the client is", () => {
  const services = [{ name: "db", port: 5432, proxyProtocol: { version: 1 } }];
  assertEquals(routes(tcp("HostSNI(`*`)", {}, { services }))[0].proxyProtocol, true);
});

Deno.test("streams survive nulls and nonsense at any depth", () => {
  for (const value of [null, undefined, "text", 3, true, [], {}, [null], ["x"], { name: null }]) {
    for (const kind of ["IngressRouteTCP", "IngressRouteUDP", "MiddlewareTCP"]) {
      convertRoutes([custom(kind, "x", value)]);
      for (const field of ["routes", "tls", "entryPoints"]) {
        convertRoutes([custom(kind, "x", { routes: [{ match: "HostSNI(`*`)" }], [field]: value })]);
      }
    }
    for (const field of ["match", "middlewares", "services", "priority"]) {
      convertRoutes([tcp("HostSNI(`*`)", {}, { [field]: value })]);
    }
  }
});
