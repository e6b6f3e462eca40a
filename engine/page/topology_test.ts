import { assertEquals } from "@std/assert";
import { service } from "./_testing.ts";
import { PageFiles } from "./files.ts";
import { aboutOf, type TopologyInput, topologyOf } from "./topology.ts";

function topology(
  services: TopologyInput["services"],
  { routes = [], entryPoints = [], files = [] }: {
    routes?: TopologyInput["details"]["routes"];
    entryPoints?: TopologyInput["entryPoints"];
    files?: [string, string][];
  } = {},
) {
  const written = files.map(([path, content]) => [path, { content, mode: 0o644 }] as const);
  return topologyOf({ services, entryPoints, details: { routes }, files: new PageFiles(written) });
}

/** Edges of a kind, as `from to: why`. */
function edges({ edges }: ReturnType<typeof topology>, kind: string): string[] {
  return edges.filter((edge) => edge.kind === kind)
    .map(({ from, to, why }) => `${from} ${to}: ${why.join(", ")}`);
}

Deno.test("topologyOf() knows who calls whom when a name stands in environment, command or file", () => {
  const found = topology({
    web: service("shop", "web", {
      environment: { API_URL: "http://api:8080", MODE: "api" },
      command: ["serve", "--cache", "cache.shop.svc.cluster.local:6379"],
      volumes: ["./configmaps/web:/etc/web:ro"],
    }),
    api: service("shop", "api"),
    cache: service("shop", "cache"),
    db: service("shop", "db"),
  }, { files: [["configmaps/web/app.conf", "# http://api/old\nurl = postgres://db:5432/x\n"]] });
  assertEquals(edges(found, "call"), [
    "service:web service:api: environment.API_URL",
    "service:web service:cache: command",
    "service:web service:db: configmaps/web/app.conf",
  ]);
});

Deno.test("topologyOf() takes a name for the service that it leads to in the caller's namespace", () => {
  const calls = { environment: { CACHE_HOST: "cache" } };
  const cache = (namespace: string) => ({
    networks: { default: {}, [`ns-${namespace}`]: { aliases: ["cache"] } },
  });
  const found = topology({
    "cache-one": service("one", "cache-one", cache("one")),
    "cache-two": service("two", "cache-two", cache("two")),
    "web-one": service("one", "web-one", calls),
    "web-two": service("two", "web-two", calls),
  });
  assertEquals(edges(found, "call"), [
    "service:web-one service:cache-one: environment.CACHE_HOST",
    "service:web-two service:cache-two: environment.CACHE_HOST",
  ]);
});

Deno.test("topologyOf() draws a pod once, whatever its containers are", () => {
  const { labels } = service("shop", "web");
  const found = topology({
    "web-pod": { image: "pause", labels },
    "web": { network_mode: "service:web-pod", labels },
    "web-sidecar-log": { network_mode: "service:web-pod", labels },
  });
  assertEquals(found.nodes, [{
    id: "service:web",
    kind: "pod",
    name: "web",
    namespace: "shop",
    detail: "Deployment",
    services: ["web", "web-pod", "web-sidecar-log"],
  }]);
});

Deno.test("topologyOf() tells networks that are not everybody's, nor the namespace's", () => {
  const found = topology({
    agent: { ...service("shop", "agent"), networks: undefined, network_mode: "host" },
    db: service("shop", "db", { networks: { default: null, "ns-shop": null, backup: null } }),
    web: service("shop", "web"),
  });
  assertEquals(found.nodes.map((node) => [node.name, node.networks, aboutOf(node)]), [
    ["agent", ["host"], "Deployment · host network"],
    ["db", ["backup"], "Deployment · backup network"],
    ["web", undefined, "Deployment"],
  ]);
});

Deno.test("topologyOf() leads hosts and published ports to what answers there, past the proxy", () => {
  const found = topology({
    caddy: { image: "caddy" },
    web: service("shop", "web"),
    db: service("shop", "db"),
  }, {
    routes: [
      { host: "shop.test", path: "/", upstreams: ["web.shop.svc.cluster.local:80"] },
      { host: "shop.test", path: "/api", upstreams: ["web.shop.svc.cluster.local:81"] },
      { host: "old.test", path: "/", upstreams: [] },
    ],
    entryPoints: [
      {
        url: "http://shop.test/",
        protocol: "http",
        host: "shop.test",
        address: "",
        port: 80,
        service: "caddy",
        extension: "caddy",
      },
      {
        url: "tcp://localhost:5432",
        protocol: "tcp",
        host: "",
        address: "",
        port: 5432,
        service: "db",
      },
    ],
  });
  assertEquals(edges(found, "route"), [
    "host:shop.test service:web: /, /api",
    "host:localhost:5432 service:db: tcp://localhost:5432",
  ]);
  const hosts = found.nodes.filter(({ kind }) => kind === "host").map(({ name }) => name);
  assertEquals(hosts, ["old.test", "shop.test", "localhost:5432"]);
});

Deno.test("topologyOf() draws where data is kept, and no files that are written beside compose.yml", () => {
  const found = topology({
    db: service("shop", "db", {
      volumes: ["data:/var/lib/db", "./data/logs:/logs", "./configmaps/db:/etc/db:ro"],
    }),
  }, { files: [["configmaps/db/db.conf", "x"]] });
  assertEquals(edges(found, "mount"), [
    "service:db volume:data: /var/lib/db",
    "service:db volume:./data/logs: /logs",
  ]);
});
