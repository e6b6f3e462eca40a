import { assertEquals } from "@std/assert";
import type { IngressEntry, StreamRoute } from "../../pacts/mod.ts";
import { defaultConfig } from "../../pacts/config.ts";
import type { ServedSite } from "../../pacts/ingress/mod.ts";
import { type EntryPoint, entryPoints } from "./entry_points.ts";

interface Given {
  services?: Record<string, object>;
  sites?: ServedSite[];
  entries?: Partial<IngressEntry>[];
  unanswered?: number[];
  streams?: StreamRoute[];
  forwards?: boolean;
  proxy?: string[];
}

function read(
  {
    services = {},
    sites,
    entries: some = [],
    unanswered = [],
    streams = [],
    forwards = true,
    proxy = ["caddy"],
  }: Given,
) {
  const entries = some.map((entry) => ({
    ...{ host: "", path: "/", upstream: "w:80", scheme: "http" as const },
    ...entry,
  }));
  return entryPoints({
    project: { name: "x", services } as never,
    proxy: { provider: { name: "caddy" }, services: proxy, sites },
    entries,
    unanswered: new Set(unanswered.map((index) => entries[index])),
    keptStreams: streams,
    forwardsStreams: forwards,
    config: defaultConfig(),
  });
}

function urls(found: readonly EntryPoint[]): string[] {
  return found.map(({ url, service }) => `${url} ${service}`);
}

const SITES: ServedSite[] = [
  { host: "shop.test", protocol: "https", paths: ["/api", "/docs"], certificate: "internal" },
  { host: "*.shop.test", protocol: "http", paths: ["/"] },
  { host: "", protocol: "http", paths: ["/"] },
];

Deno.test("entryPoints() gives hosts with the ports that the proxy publishes, as the project has them", () => {
  const at = (...ports: unknown[]) => urls(read({ services: { caddy: { ports } }, sites: SITES }));
  assertEquals(at("80:80", "443:443"), [
    "https://shop.test/api caddy",
    "http://*.shop.test/ caddy",
    "http://localhost/ caddy",
  ]);
  assertEquals(at("8080:80", "127.0.0.1:8443:443"), [
    "https://shop.test:8443/api caddy",
    "http://*.shop.test:8080/ caddy",
    "http://localhost:8080/ caddy",
  ]);
  assertEquals(at("192.0.2.7:80:80"), ["http://*.shop.test/ caddy", "http://192.0.2.7/ caddy"]);
});

Deno.test("entryPoints() gives no host when no proxy of the project serves it", () => {
  assertEquals(urls(read({ services: { web: { ports: ["8080:80"] } }, sites: SITES, proxy: [] })), [
    "tcp://localhost:8080 web",
  ]);
  assertEquals(read({ services: { caddy: {} }, sites: SITES }), []);
});

Deno.test("entryPoints() looks at all services of a proxy", () => {
  const services = { one: { ports: ["80:80"] }, other: { ports: ["8443:443"] } };
  assertEquals(urls(read({ services, sites: SITES, proxy: ["one", "other"] })).slice(0, 2), [
    "https://shop.test:8443/api other",
    "http://*.shop.test/ one",
  ]);
});

Deno.test("entryPoints() reads the routes when a proxy says nothing of what it serves", () => {
  const entries = [{ host: "a.test", tls: {} }, { host: "b.test", path: "/x" }];
  const found = read({ services: { caddy: { ports: ["80:80", "443:443"] } }, entries });
  assertEquals(urls(found), ["https://a.test/ caddy", "http://b.test/x caddy"]);
  assertEquals(found[0].certificate, undefined);
});

Deno.test("entryPoints() gives ports of TCP and UDP, under the names that routes have for them", () => {
  const services = {
    caddy: { ports: ["80:80", "8443:443", "5433:5433", "53:53/udp", "53:53"] },
    mail: { ports: ["8025:8025"], profiles: ["dev"] },
  };
  const streams: StreamRoute[] = [
    { protocol: "tls", port: 5433, hosts: ["db.test", "*.db.test"], upstream: "db:5432" },
    { protocol: "tls", port: 443, hosts: ["own.test"], upstream: "own:443", fallback: "https" },
    { protocol: "udp", port: 53, upstream: "dns:53" },
  ];
  assertEquals(urls(read({ services, streams })), [
    "https://own.test:8443 caddy",
    "tls://db.test:5433 caddy",
    "tls://*.db.test:5433 caddy",
    "udp://localhost:53 caddy",
    "tcp://localhost:53 caddy",
  ]);
});

Deno.test("entryPoints() says of connections that they are refused", () => {
  const refused = [{ weight: 1 }];
  const streams: StreamRoute[] = [
    { protocol: "tls", port: 5433, hosts: ["db.test"], upstream: "localhost:1", backends: refused },
    { protocol: "tls", port: 5433, hosts: ["b.test"], upstream: "b:1" },
    { protocol: "tcp", port: 6379, upstream: "localhost:1", backends: refused },
  ];
  const services = { caddy: { ports: ["80:80", "5433:5433", "6379:6379"] } };
  assertEquals(read({ services, streams }).map(({ url, closed }) => [url, closed]), [
    ["tls://db.test:5433", true],
    ["tls://b.test:5433", undefined],
    ["tcp://localhost:6379", true],
  ]);
});

Deno.test("entryPoints() names a backend's own port when the proxy forwards no connections", () => {
  const streams: StreamRoute[] = [
    { protocol: "tls", port: 5433, hosts: ["db.test"], upstream: "db:5432" },
  ];
  const services = { caddy: { ports: ["80:80", "5433:5433"] }, db: { ports: ["5433:5432"] } };
  assertEquals(urls(read({ services, streams, forwards: false })), [
    "tcp://localhost:5433 caddy",
    "tls://db.test:5433 db",
  ]);
});

Deno.test("entryPoints() gives the paths of a site that are answered, and says of one without any that it fails", () => {
  const sites: ServedSite[] = [
    { host: "a.test", protocol: "http", paths: ["/"], certificate: "internal" },
    { host: "b.test", protocol: "http", paths: ["/"] },
  ];
  const found = read({
    services: { caddy: { ports: ["80:80"] } },
    sites,
    entries: [{ host: "a.test" }, { host: "a.test", path: "/api" }, { host: "b.test" }],
    unanswered: [0, 2],
  });
  assertEquals(found.map(({ url, fails, certificate }) => [url, fails, certificate]), [
    ["http://a.test/api", undefined, "internal"],
    ["http://b.test/", 502, undefined],
  ]);
});
