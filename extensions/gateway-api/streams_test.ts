import { assertEquals, assertStringIncludes } from "@std/assert";
import { said, testConversion } from "@dekube/engine/testing";
import { kindOf, type Manifest } from "@dekube/engine/pacts";
import * as nginx from "../nginx-provider/mod.ts";
import * as workload from "../workload/mod.ts";
import { contextOf, gateway, object, service } from "./_testing.ts";
import * as gatewayApi from "./mod.ts";

const DOOR = gateway("door", [
  { name: "http" },
  { name: "db", port: 5432, protocol: "TCP" },
  { name: "dns", port: 53, protocol: "UDP" },
  { name: "pass", port: 8443, protocol: "TLS", tls: { mode: "Passthrough" } },
  {
    name: "ends",
    port: 8443,
    protocol: "TLS",
    hostname: "*.ends.example",
    tls: { certificateRefs: [{ name: "cert" }] },
  },
]);
const WEB = { name: "web", port: 80 };
const UPSTREAM = "web.shop.svc.cluster.local:8080";
const REFUSED = { upstream: "localhost:1", backends: [{ weight: 1 }] };

function stream(kind: string, name: string, sectionName: string, spec: object = {}): Manifest {
  return object(kind, name, {
    parentRefs: [{ name: "door", sectionName }],
    rules: [{ backendRefs: [WEB] }],
    ...spec,
  });
}

/** Routes of connections without their objects, and what was said. */
function streamsOf(...manifests: Manifest[]) {
  const ctx = contextOf([DOOR, ...manifests]);
  const converter = new gatewayApi.GatewayRoutes();
  const own = [DOOR, ...manifests].filter((one) => converter.kinds.includes(kindOf(one)));
  const { streamRoutes = [] } = converter.convertAll(Map.groupBy(own, kindOf), ctx);
  const streams = streamRoutes.map(({ resource: _, ...stream }) => stream);
  return { streams, said: said(ctx) };
}

/** The backends of a TCPRoute's only route. */
function destination(backendRefs: object[], ...manifests: Manifest[]) {
  const route = stream("TCPRoute", "a", "db", { rules: [{ backendRefs }] });
  const { streams, said } = streamsOf(route, ...manifests);
  const [{ upstream, backends }] = streams;
  return { upstream, ...(backends ? { backends } : {}), said };
}

Deno.test("streamsOf() has the port and the protocol of the listener", () => {
  assertEquals(streamsOf(stream("TCPRoute", "a", "db")), {
    streams: [{ protocol: "tcp", port: 5432, upstream: UPSTREAM }],
    said: [],
  });
  assertEquals(streamsOf(stream("UDPRoute", "a", "dns")).streams, [
    { protocol: "udp", port: 53, upstream: UPSTREAM },
  ]);
});

Deno.test("names whose listener has no route for them are not left to a wider listener", () => {
  const refused = { protocol: "tls", port: 8443, hosts: ["*.ends.example"], ...REFUSED } as const;
  const any = { protocol: "tls", port: 8443, upstream: UPSTREAM } as const;
  assertEquals(streamsOf(stream("TLSRoute", "a", "pass")), { streams: [any, refused], said: [] });
  const named = (name: string) => stream("TLSRoute", "b", "pass", { hostnames: [name] });
  assertEquals(streamsOf(named("*.example")).streams, [
    { ...any, hosts: ["*.example"] },
    refused,
  ]);
  // Nobody else takes them.
  assertEquals(streamsOf(named("*.other.example")).streams, [
    { ...any, hosts: ["*.other.example"] },
  ]);
  const both = [stream("TLSRoute", "a", "pass"), stream("TLSRoute", "b", "ends")];
  assertEquals(streamsOf(...both).streams.map(({ hosts }) => hosts), [undefined, refused.hosts]);
});

Deno.test("streamsOf() ends TLS with the listener's certificate unless it passes through", () => {
  const hostnames = ["a.ends.example"];
  const tls = { secret: { namespace: "shop", name: "cert" } };
  assertEquals(streamsOf(stream("TLSRoute", "a", "ends", { hostnames })).streams, [
    { protocol: "tls", port: 8443, hosts: hostnames, tls, upstream: UPSTREAM },
  ]);
});

Deno.test("streamsOf() refuses connections whose clients must show a certificate", () => {
  const asked = (tls: object) => {
    const door = gateway("shut", [{ name: "a", port: 9443, protocol: "TLS", tls }]);
    const route = stream("TLSRoute", "a", "a", { parentRefs: [{ name: "shut" }] });
    const { streams, said } = streamsOf(door, route);
    const own = streams.filter(({ port }) => port === 9443);
    return { upstreams: own.map(({ upstream }) => upstream), said };
  };
  const refused = { upstreams: [REFUSED.upstream], said: ["access-denied"] };
  const frontendValidation = { caCertificateRefs: [{ name: "ca" }] };
  assertEquals(asked({}), { upstreams: [UPSTREAM], said: [] });
  assertEquals(asked({ frontendValidation }), refused);
  assertEquals(asked({ options: { "gateway.istio.io/tls-terminate-mode": "MUTUAL" } }), refused);
});

Deno.test("streamsOf() refuses connections when annotations of the route, or of what is behind it, restrict them or are unknown", () => {
  const kinds = [["TCPRoute", "db"], ["UDPRoute", "dns"], ["TLSRoute", "pass"]] as const;
  const annotated = (manifest: Manifest, annotation: string): Manifest => ({
    ...manifest,
    metadata: { ...manifest.metadata, annotations: { [annotation]: "key-auth" } },
  });
  for (const [kind, section] of kinds) {
    const route = stream(kind, "a", section);
    for (const annotation of ["konghq.com/plugins", "konghq.com/plugns"]) {
      const own = streamsOf(annotated(route, annotation));
      assertEquals(own.streams[0].upstream, REFUSED.upstream, `${kind} ${annotation}`);
      assertEquals(own.said, ["access-denied metadata.annotations"]);
      const behind = streamsOf(route, annotated(service("web"), annotation));
      assertEquals(behind.streams[0].upstream, REFUSED.upstream, `${kind} ${annotation}`);
    }
    assertEquals(streamsOf(annotated(route, "example.com/note")).said, []);
  }
});

Deno.test("streamsOf() has the hostnames that the route and the listener both take", () => {
  const hosts = (sectionName: string, hostnames: string[]) => {
    const { streams, said } = streamsOf(stream("TLSRoute", "a", sectionName, { hostnames }));
    return [...streams.flatMap(({ hosts = [""] }) => hosts), ...said];
  };
  assertEquals(hosts("ends", ["A.ends.example", "b.example"]), ["a.ends.example"]);
  assertEquals(hosts("ends", ["*.example"]), ["*.ends.example"]);
  assertEquals(hosts("ends", []), ["*.ends.example"]);
  assertEquals(hosts("ends", ["b.example"]), ["no-listener-hostname spec.hostnames"]);
  // The other listener of the port is the more specific one.
  assertEquals(hosts("pass", ["a.ends.example", "b.example"]), ["b.example"]);
  assertEquals(hosts("pass", ["a.ends.example"]), []);
  // Of TCP nobody knows a name.
  const door = gateway("other", [
    { name: "a", port: 1, protocol: "TCP", hostname: "a.example" },
    { name: "b", port: 1, protocol: "TCP", hostname: "b.example" },
  ]);
  const parentRefs = [{ name: "other" }];
  const rules = [{ backendRefs: [WEB] }];
  assertEquals(streamsOf(door, object("TCPRoute", "a", { parentRefs, rules })), {
    streams: [{ protocol: "tcp", port: 1, upstream: UPSTREAM }],
    said: ["listener-conflict spec.listeners[1]"],
  });
});

Deno.test("streamsOf() attaches to the listeners that allow the route, by section and port", () => {
  const ports = (parentRef: object, kind = "TCPRoute") => {
    const door = gateway("many", [
      { name: "one", port: 1, protocol: "TCP" },
      { name: "two", port: 2, protocol: "TCP" },
      { name: "none", port: 3, protocol: "TCP", allowedRoutes: { namespaces: { from: "None" } } },
      { name: "udp", port: 4, protocol: "UDP" },
    ]);
    const parentRefs = [{ name: "many", ...parentRef }];
    const rules = [{ backendRefs: [WEB] }];
    const { streams, said } = streamsOf(door, object(kind, "a", { parentRefs, rules }));
    return [...streams.map(({ port }) => port), ...said];
  };
  assertEquals(ports({}), [1, 2]);
  assertEquals(ports({}, "UDPRoute"), [4]);
  assertEquals(ports({ port: 2 }), [2]);
  assertEquals(ports({ sectionName: "one" }), [1]);
  assertEquals(ports({ sectionName: "one", port: 2 }), ["no-listener spec.parentRefs[0]"]);
  for (const sectionName of ["none", "udp"]) {
    assertEquals(ports({ sectionName }), ["route-not-allowed spec.parentRefs[0]"]);
  }
});

Deno.test("streamsOf() shares connections by weight", () => {
  const next = { name: "next", port: 80, weight: 3 };
  const upstream = "next.shop.svc.cluster.local:8080";
  assertEquals(destination([WEB, next]), {
    upstream,
    backends: [{ weight: 1, upstream: UPSTREAM }, { weight: 3, upstream }],
    said: [],
  });
  assertEquals(destination([WEB, { ...next, weight: 0 }]), { upstream: UPSTREAM, said: [] });
});

Deno.test("streamsOf() refuses the share of a backend that is not there, or not granted", () => {
  const away = { name: "away", namespace: "other", port: 80 };
  const far = service("away", {}, "other");
  const ungranted = ["no-backend spec.rules[0].backendRefs[0]"];
  assertEquals(destination([{ name: "gone", port: 80 }]), { ...REFUSED, said: ungranted });
  assertEquals(destination([{ ...WEB, port: 81 }]), { ...REFUSED, said: ungranted });
  assertEquals(destination([{ ...WEB, kind: "Other", group: "x.example" }]), {
    ...REFUSED,
    said: ungranted,
  });
  assertEquals(destination([away], far), { ...REFUSED, said: ungranted });
  assertEquals(destination([away, WEB], far), {
    upstream: UPSTREAM,
    backends: [{ weight: 1 }, { weight: 1, upstream: UPSTREAM }],
    said: ungranted,
  });
  const grant = (kind: string) =>
    object("ReferenceGrant", "grant", {
      from: [{ group: "gateway.networking.k8s.io", kind, namespace: "shop" }],
      to: [{ group: "", kind: "Service" }],
    }, "other");
  assertEquals(destination([away], far, grant("TCPRoute")), {
    upstream: "away.other.svc.cluster.local:8080",
    said: [],
  });
  assertEquals(destination([away], far, grant("TLSRoute")), { ...REFUSED, said: ungranted });
});

Deno.test("streamsOf() refuses connections that nothing is for", () => {
  const said = ["no-backends spec.rules[0].backendRefs"];
  assertEquals(destination([]), { ...REFUSED, said });
  assertEquals(destination([{ ...WEB, weight: 0 }]), { ...REFUSED, said });
});

Deno.test("streamsOf() takes the first rule, and says that there are others", () => {
  const rules = [{ backendRefs: [WEB] }, { backendRefs: [{ name: "next", port: 80 }] }];
  const { streams, said } = streamsOf(stream("TCPRoute", "a", "db", { rules }));
  assertEquals([streams.map(({ upstream }) => upstream), said], [[UPSTREAM], [
    "unreached-rule spec.rules[1]",
  ]]);
});

Deno.test("streamsOf() never speaks to a backend without the TLS that a policy asks for", () => {
  const policy = object("BackendTLSPolicy", "web", {
    targetRefs: [{ group: "", kind: "Service", name: "web" }],
    validation: { wellKnownCACertificates: "System", hostname: "web.example" },
  });
  const refused = { ...REFUSED, said: ["no-backend spec.rules[0].backendRefs[0]"] };
  assertEquals(destination([WEB], policy), refused);
  // What passes through has TLS of its own.
  const { streams: [passed], said } = streamsOf(stream("TLSRoute", "a", "pass"), policy);
  assertEquals([passed, said], [{ protocol: "tls", port: 8443, upstream: UPSTREAM }, []]);
});

const APP = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "web", namespace: "shop" },
  spec: {
    template: {
      metadata: { labels: { app: "web" } },
      spec: { containers: [{ name: "a", image: "a" }] },
    },
  },
};

async function converted(extensions: object[], ...routes: Manifest[]) {
  const { project, files, diagnostics } = await testConversion(
    [workload, ...extensions, gatewayApi],
    [DOOR, APP, service("web"), ...routes],
  );
  const said = diagnostics.filter(({ resource }) => resource?.kind.endsWith("Route"))
    .map(({ severity, code }) => `${severity} ${code}`);
  return { services: project.services, files, said };
}

Deno.test("a conversion publishes the backend's port when no proxy forwards connections", async () => {
  const { services, said } = await converted([], stream("TCPRoute", "a", "db"));
  assertEquals([services.web.ports, said], [["5432:8080"], ["info published-stream"]]);
});

Deno.test("a conversion has the proxy forward connections when it can", async () => {
  const { services, files, said } = await converted(
    [nginx],
    stream("TCPRoute", "b", "db"),
    stream("UDPRoute", "a", "dns"),
    stream("TCPRoute", "a", "db", { rules: [{ backendRefs: [{ ...WEB, weight: 2 }] }] }),
  );
  assertEquals([services.web.ports, services.nginx.ports], [undefined, [
    "5432:5432",
    "53:53/udp",
  ]]);
  assertStringIncludes(String(files.get("nginx.conf")?.content), "listen 53 udp;");
  assertEquals(said, []);
});

Deno.test("a conversion gives a port to the older of two routes", async () => {
  const older = (name: string, creationTimestamp: string, backend: object): Manifest => {
    const route = stream("TCPRoute", name, "db", { rules: [{ backendRefs: [backend] }] });
    return { ...route, metadata: { ...route.metadata, creationTimestamp } };
  };
  const { services, said } = await converted(
    [],
    older("a", "2024-02-01T00:00:00Z", { name: "gone", port: 80 }),
    older("b", "2024-01-01T00:00:00Z", WEB),
  );
  assertEquals(services.web.ports, ["5432:8080"]);
  assertEquals(said, ["error no-backend", "error duplicate-stream", "info published-stream"]);
});

Deno.test("convertAll() refuses connections that a policy guards, on the route, its Gateway or its Service", () => {
  const targets = [
    { group: "gateway.networking.k8s.io", kind: "TCPRoute", name: "a" },
    { group: "gateway.networking.k8s.io", kind: "Gateway", name: "door" },
    { group: "", kind: "Service", name: "web" },
  ];
  for (const target of targets) {
    const guard = {
      ...object("SecurityPolicy", "guard", { targetRefs: [target] }),
      apiVersion: "gateway.envoyproxy.io/v1alpha1",
    };
    const { streams, said } = streamsOf(stream("TCPRoute", "a", "db"), guard);
    assertEquals(streams, [{ protocol: "tcp", port: 5432, ...REFUSED }], target.kind);
    assertStringIncludes(said.join(), "guarded-connections");
  }
  const other = {
    ...object("SecurityPolicy", "guard", { targetRefs: [{ ...targets[0], name: "b" }] }),
    apiVersion: "gateway.envoyproxy.io/v1alpha1",
  };
  assertEquals(streamsOf(stream("TCPRoute", "a", "db"), other).streams, [
    { protocol: "tcp", port: 5432, upstream: UPSTREAM },
  ]);
});
