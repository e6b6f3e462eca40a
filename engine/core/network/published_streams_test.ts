import { assertEquals } from "@std/assert";
import type { ComposeService, Config, StreamRoute } from "../../../pacts/mod.ts";
import { codes, contextOf, manifest, said, workload } from "../_testing.ts";
import { publishStreams } from "./published_streams.ts";

const DB: StreamRoute = {
  protocol: "tcp",
  port: 5432,
  upstream: "db.shop.svc.cluster.local:5433",
};

/** The ports of services afterwards, and what was said. */
function publish(
  routes: readonly Partial<StreamRoute>[],
  services: Record<string, ComposeService> = { db: {} },
  config: Partial<Config> = {},
) {
  const ctx = contextOf([
    workload("shop/db"),
    workload("shop/db-2"),
    manifest("Service", "shop/db", { spec: { selector: { app: "db" } } }),
    manifest("Service", "shop/both", { spec: { selector: { tier: "data" } } }),
  ], config);
  const kept = publishStreams(services, routes.map((fields) => ({ ...DB, ...fields })), {
    name: "caddy",
    streamsRemedy: "turn it on",
  }, ctx);
  const ports = Object.entries(services).flatMap(([name, { ports }]) =>
    ports ? [[name, ports]] : []
  );
  return {
    ports: Object.fromEntries(ports),
    kept: kept.map(({ port }) => port),
    codes: codes(ctx.diagnostics),
    said: said(ctx.diagnostics),
  };
}

Deno.test("publishStreams() publishes the port of the one backend, and says so", () => {
  assertEquals(publish([{}]), {
    ports: { db: ["5432:5433"] },
    kept: [5432],
    codes: ["published-stream"],
    said: [
      'info published-stream: port 5432/tcp of the host leads straight to the service "db", since the proxy "caddy" forwards no connections',
    ],
  });
  assertEquals(publish([{ protocol: "udp" }]).ports, { db: ["5432:5433/udp"] });
});

Deno.test("publishStreams() publishes one port for names that lead to one backend", () => {
  const tls = { protocol: "tls", port: 443 } as const;
  const routes = [{ ...tls, hosts: ["a.example"] }, { ...tls, hosts: ["b.example"] }];
  assertEquals(publish(routes).ports, { db: ["443:5433"] });
});

Deno.test("publishStreams() publishes the port where the pod's network is", () => {
  const services = { db: { network_mode: "service:db-pod" }, "db-pod": {} };
  assertEquals(publish([{}], services).ports, { "db-pod": ["5432:5433"] });
});

Deno.test("publishStreams() has nothing to do when the port is published already", () => {
  const { ports, kept, codes } = publish([{}], { db: { ports: ["5432:5433"] } });
  assertEquals([ports, kept, codes], [{ db: ["5432:5433"] }, [5432], []]);
  const onHost = publish([{ port: 5433 }], { db: { network_mode: "host" } });
  assertEquals([onHost.ports, onHost.codes], [{}, []]);
});

Deno.test("publishStreams() leaves a route out that needs somebody in between", () => {
  const cases: [Partial<StreamRoute>[], Record<string, ComposeService>?][] = [
    [[{ protocol: "tls", hosts: ["a.example"] }, { protocol: "tls", upstream: "web:443" }]],
    [[{ backends: [{ upstream: "a:1", weight: 1 }, { upstream: "b:1", weight: 1 }] }]],
    [[{ backends: [{ upstream: DB.upstream, weight: 1 }, { weight: 1 }] }]],
    [[{ protocol: "tls", tls: {} }]],
    [[{ allowedSources: ["10.0.0.0/8"] }]],
    [[{ proxyProtocol: true }]],
    [[{ upstream: "db.outside.example:5432" }]],
    [[{}], { db: { network_mode: "host" } }],
    [[{ port: 443 }], { db: {}, caddy: { ports: ["443:443"] } }],
  ];
  for (const [routes, services] of cases) {
    const { ports, kept, codes } = publish(routes, services);
    assertEquals(kept, []);
    assertEquals(ports.db, undefined, JSON.stringify(routes));
    assertEquals(codes, routes.map(() => "unsupported-stream"));
  }
});

Deno.test("publishStreams() tells routes that share a port from one with several backends", () => {
  const other = "other.shop.svc.cluster.local:1";
  const why = (routes: readonly Partial<StreamRoute>[]) =>
    publish(routes).said.map((line) => /because ([^.]*)\./.exec(line)?.[1]);
  const named = (
    host: string,
    upstream: string,
  ) => ({ protocol: "tls", hosts: [host], upstream } as const);
  const shared = "2 routes share port 5432, and not all have one backend";
  assertEquals(why([named("a.example", DB.upstream), named("b.example", other)]), [shared, shared]);
  const backends = [{ weight: 1, upstream: DB.upstream }, { weight: 1, upstream: other }];
  assertEquals(why([{ backends }]), ["its connections go to several backends"]);
});

Deno.test("publishStreams() publishes nothing for a route that refuses all connections", () => {
  const { ports, kept, codes } = publish([{ backends: [{ weight: 1 }] }]);
  assertEquals([ports, kept, codes], [{}, [], []]);
});

Deno.test("publishStreams() says what to do when a port is taken", () => {
  const { said } = publish([{ protocol: "tls", port: 443, hosts: ["db.example"] }], {
    db: {},
    caddy: { ports: ["443:443"] },
  });
  assertEquals(said, [
    'error unsupported-stream: the route of port 443 (tls, db.example) to db.shop.svc.cluster.local:5433 is left out: the proxy "caddy" forwards no connections, and the backend\'s own port can\'t be published in its place, because the service "caddy" publishes port 443 of the host already. Turn it on, or add `--extension nginx-provider`, whose proxy can, or publish another port of the host in dekube.yaml (`overrides: {db: {ports: ["8443:5433"]}}`)',
  ]);
});

Deno.test("publishStreams() leaves the ports of HTTP to a proxy of the user's own", () => {
  const own = { disableIngress: true };
  const { ports, said } = publish([{ protocol: "tls", port: 443 }], { db: {} }, own);
  assertEquals([ports, said], [{}, [
    'error unsupported-stream: the route of port 443 (tls) to db.shop.svc.cluster.local:5433 is left out: the proxy "caddy" forwards no connections, and the backend\'s own port can\'t be published in its place, because port 443 of the host is that of the proxy of your own (disable_ingress). Add `--extension nginx-provider` where the proxy of your own is an nginx, or write the route into your own proxy, or publish another port of the host in dekube.yaml (`overrides: {db: {ports: ["8443:5433"]}}`)',
  ]]);
  assertEquals(publish([{ port: 80 }], { db: {} }, own).ports, {});
  assertEquals(publish([{ port: 443, protocol: "udp" }, {}], { db: {} }, own).ports, {
    db: ["443:5433/udp", "5432:5433"],
  });
});

Deno.test("publishStreams() offers no other proxy for port 80", () => {
  const { said } = publish([{ port: 80 }], { db: {}, caddy: { ports: ["80:80"] } });
  assertEquals(said.map((line) => line.replace(/^.*already\. /, "")), [
    'Give the route another port, since that one is HTTP\'s, or publish another port of the host in dekube.yaml (`overrides: {db: {ports: ["8080:5433"]}}`)',
  ]);
});

Deno.test("publishStreams() says what to accept with another port, and names none where not everybody may come in", () => {
  const resource = { kind: "TCPRoute", namespace: "shop", name: "db" };
  const tls = { protocol: "tls", port: 443, resource } as const;
  const services = () => ({ db: { ports: ["81:81"] }, caddy: { ports: ["443:443", "8443:1"] } });
  const { said: [open] } = publish([tls], services());
  assertEquals(
    open.replace(/^.*whose proxy can, /, ""),
    'or publish another port of the host in dekube.yaml (`overrides: {db: {ports: ["81:81", "16443:5433"]}}`, and `accept: ["unsupported-stream:TCPRoute/db"]`)',
  );
  const { said: [closed] } = publish([{ ...tls, allowedSources: ["10.0.0.0/8"] }], services());
  assertEquals(closed.endsWith("whose proxy can"), true, closed);
});

Deno.test("publishStreams() names all ports and routes in a remedy when it is about several of a service", () => {
  const of = (name: string) => ({ resource: { kind: "TLSRoute", namespace: "shop", name } });
  const services = { db: {}, caddy: { ports: ["80:80", "443:443"] } };
  const { said } = publish([
    { port: 80, ...of("http") },
    { port: 443, protocol: "tls", hosts: ["a.example"], ...of("a") },
    { port: 443, protocol: "tls", hosts: ["b.example"], ...of("b") },
    { port: 7000 },
  ], services);
  const ports = '`overrides: {db: {ports: ["7000:5433", "8080:5433", "8443:5433"]}}`';
  const both =
    `(${ports}, and \`accept: ["unsupported-stream:TLSRoute/a", "unsupported-stream:TLSRoute/b"]\`)`;
  assertEquals(said.slice(1).map((line) => line.replace(/^.*dekube\.yaml /, "")), [
    `(${ports}, and \`accept: ["unsupported-stream:TLSRoute/http"]\`)`,
    both,
    both,
  ]);
});
