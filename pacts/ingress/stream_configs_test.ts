import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import type { Manifest } from "../manifest.ts";
import { configuredStreams } from "./stream_configs.ts";
import type { ControllerProgram } from "./controllers.ts";

const IMAGES: Partial<Record<ControllerProgram, string>> = {
  nginx: "registry.k8s.io/ingress-nginx/controller:v1.12.0",
  haproxy: "haproxytech/kubernetes-ingress:3.0",
  "haproxy-ingress": "quay.io/jcmoraisjr/haproxy-ingress:v0.14.7",
};

function controller(program: ControllerProgram, ...args: string[]): Manifest {
  return {
    kind: "Pod",
    metadata: { name: "edge", namespace: "edge", labels: { app: "edge" } },
    spec: { containers: [{ name: "edge", image: IMAGES[program], args }] },
  };
}

function config(name: string, data: Record<string, string>): Manifest {
  return { kind: "ConfigMap", metadata: { name, namespace: "edge" }, data };
}

const DB: Manifest = {
  kind: "Service",
  metadata: { name: "db", namespace: "shop" },
  spec: {
    ports: [
      { name: "pg", port: 5432, targetPort: 15432 },
      { name: "dns", port: 53, protocol: "UDP", targetPort: 5353 },
      { name: "dns-tcp", port: 53, targetPort: 5354 },
    ],
  },
};

/** The routes, without the object that they come from, and what is said. */
function read(program: ControllerProgram, manifests: readonly Manifest[]) {
  const ctx = testContext([DB, ...manifests]);
  const routes = configuredStreams([program], ctx).map(({ resource: _, ...route }) => route);
  return {
    routes,
    said: [...ctx.diagnostics].map(({ code, resource, path }) =>
      [code, resource?.kind, path].filter(Boolean).join(" ")
    ),
    messages: [...ctx.diagnostics].map(({ message }) => message),
  };
}

function tcp(data: Record<string, string>, ...others: Manifest[]) {
  return read("nginx", [
    controller("nginx", "--tcp-services-configmap=edge/tcp", "--configmap=edge/own"),
    config("tcp", data),
    ...others,
  ]);
}

const UPSTREAM = "db.shop.svc.cluster.local:15432";

Deno.test("configuredStreams() forwards the connections of ingress-nginx's ConfigMaps", () => {
  const manifests = [
    controller(
      "nginx",
      "--tcp-services-configmap=$(POD_NAMESPACE)/tcp",
      "--udp-services-configmap=edge/udp",
    ),
    config("tcp", {
      "5432": "shop/db:5432",
      "9000": "shop/db:pg",
      "9001": "shop/db:pg::PROXY",
      "53": "shop/db:53",
    }),
    config("udp", { "53": "shop/db:53" }),
  ];
  const tcp = { protocol: "tcp", upstream: UPSTREAM } as const;
  const { routes, said } = read("nginx", manifests);
  assertEquals(routes, [
    { ...tcp, port: 53, upstream: "db.shop.svc.cluster.local:5354" },
    { ...tcp, port: 5432 },
    { ...tcp, port: 9000 },
    { ...tcp, port: 9001, proxyProtocol: true },
    { protocol: "udp", port: 53, upstream: "db.shop.svc.cluster.local:5353" },
  ]);
  assertEquals(said, []);
});

Deno.test("configuredStreams() names the key of an entry that is wrong, and what was expected", () => {
  for (
    const [key, value, code] of [
      ["abc", "shop/db:5432", "bad-stream-entry"],
      ["70000", "shop/db:5432", "bad-stream-entry"],
      ["443", "shop/db:5432", "bad-stream-entry"],
      ["10254", "shop/db:5432", "bad-stream-entry"],
      ["9000", "db:5432", "bad-stream-entry"],
      ["9000", "shop/db", "bad-stream-entry"],
      ["9000", "", "bad-stream-entry"],
      ["9000", "shop/db:5432:PROXY:PROXY:more", "bad-stream-entry"],
      ["9000", "shop/nothing:5432", "missing-service"],
      ["9000", "shop/db:80", "missing-port"],
      ["9000", "shop/db:dns", "missing-port"],
    ]
  ) {
    const { routes, said } = tcp({ [key]: value });
    assertEquals([routes, said], [[], [`${code} ConfigMap data["${key}"]`]], `${key}: ${value}`);
  }
  const { messages } = tcp({ "9000": "db:5432" });
  assertEquals(messages, [
    '"db:5432" does not say where connections go, so it is left out: expected namespace/service:port[:PROXY[:PROXY]]',
  ]);
});

Deno.test("configuredStreams() says that clients send no PROXY header here, and which ConfigMap is missing", () => {
  const { routes, said } = tcp({ "9000": "shop/db:5432:PROXY" });
  assertEquals(routes, [{ protocol: "tcp", port: 9000, upstream: UPSTREAM }]);
  assertEquals(said, ['ignored-proxy-header ConfigMap data["9000"]']);
  const missing = read("nginx", [controller("nginx", "--udp-services-configmap=edge/none")]);
  assertEquals(missing.said, ["missing-stream-config Pod"]);
});

Deno.test("configuredStreams() reads what HAProxy's controllers call by other names", () => {
  const haproxy = read("haproxy", [
    controller("haproxy", "--configmap-tcp-services=edge/tcp"),
    config("tcp", { "5432": "shop/db:5432", "5433": "shop/db:5432:ssl" }),
  ]);
  const upstream = UPSTREAM;
  assertEquals(haproxy.routes, [
    { protocol: "tcp", port: 5432, upstream },
    { protocol: "tls", port: 5433, upstream, tls: {} },
  ]);
  const ingress = read("haproxy-ingress", [
    controller("haproxy-ingress", "--tcp-services-configmap=edge/tcp"),
    config("tcp", {
      "1": "shop/db:5432::PROXY-V1",
      "2": "shop/db:5432:::shop/cert:1s",
      "3": "shop/db:5432:::shop/cert::shop/ca",
      "4": "shop/db:5432:::file:///dir/crt.pem",
    }),
  ]);
  assertEquals(ingress.routes, [
    { protocol: "tcp", port: 1, upstream, proxyProtocol: true },
    { protocol: "tls", port: 2, upstream, tls: { secret: { namespace: "shop", name: "cert" } } },
  ]);
  assertEquals(ingress.said, [
    'access-denied ConfigMap data["3"]',
    'bad-stream-entry ConfigMap data["4"]',
  ]);
});

function front(type: string, port: object, spec = {}): Manifest {
  return {
    kind: "Service",
    metadata: { name: `edge-${type}`, namespace: "edge" },
    spec: { type, selector: { app: "edge" }, ports: [port], ...spec },
  };
}

Deno.test("configuredStreams() serves the ports by which a Service leads to the controller", () => {
  const data = { "9000": "shop/db:5432" };
  const ports = (...others: Manifest[]) =>
    tcp(data, ...others).routes.map(({ port, allowedSources }) => [port, allowedSources]);
  assertEquals(ports(front("LoadBalancer", { port: 5432, targetPort: 9000 })), [[5432, undefined]]);
  const node = front("NodePort", { port: 5432, targetPort: 9000, nodePort: 30432 });
  assertEquals(ports(node), [[30432, undefined]]);
  assertEquals(ports(front("ClusterIP", { port: 80 })), [[9000, undefined]]);
  const own = (port: object, pod = {}) => {
    const edge = controller("nginx", "--tcp-services-configmap=edge/tcp");
    const { containers: [container] } = edge.spec as { containers: object[] };
    Object.assign(edge.spec as object, pod);
    Object.assign(container, { ports: [port] });
    return read("nginx", [edge, config("tcp", data)]).routes.map(({ port }) => port);
  };
  assertEquals(own({ containerPort: 9000, hostPort: 19000 }), [19000]);
  assertEquals(own({ containerPort: 80, hostPort: 80 }), []);
  assertEquals(own({ containerPort: 80, hostPort: 80 }, { hostNetwork: true }), [9000]);
  const office = { loadBalancerSourceRanges: ["10.0.0.0/8"] };
  const inside = front("LoadBalancer", { port: 9000 }, office);
  assertEquals(ports(inside), [[9000, ["10.0.0.0/8"]]]);
  assertEquals(ports(inside, front("NodePort", { port: 9000 })), [[9000, undefined]]);
  const inner = front("LoadBalancer", { port: 9000 });
  Object.assign(inner.metadata, {
    name: "inner",
    annotations: { "service.beta.kubernetes.io/aws-load-balancer-internal": "true" },
  });
  const web = front("LoadBalancer", { port: 80 });
  assertEquals(tcp(data, web, inner).said, ['internal-load-balancer ConfigMap data["9000"]']);
  assertEquals(tcp(data, front("LoadBalancer", { port: 9000 }), inner).said, []);
  const { routes, said } = tcp(data, front("LoadBalancer", { port: 9000, protocol: "UDP" }));
  assertEquals([routes, said], [[], ['unexposed-stream ConfigMap data["9000"]']]);
});

Deno.test("configuredStreams() forwards nothing past what says who may connect", () => {
  const data = { "9000": "shop/db:5432" };
  const denied = (...others: Manifest[]) => {
    const { routes, said, messages } = tcp(data, ...others);
    assertEquals([routes, said], [[], ['access-denied ConfigMap data["9000"]']]);
    return /kept: (.*)\. Serve/.exec(messages[0])?.[1];
  };
  assertEquals(
    denied(config("own", { "stream-snippet": "deny 10.0.0.0/8;" })),
    'stream-snippet of the ConfigMap "own"',
  );
  const policy: Manifest = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "office", namespace: "edge" },
    spec: {
      podSelector: { matchLabels: { app: "edge" } },
      ingress: [{ from: [{ ipBlock: { cidr: "10.0.0.0/8" } }] }],
    },
  };
  assertEquals(
    denied(policy),
    'the NetworkPolicy "office" of the namespace "edge" says who may ask the controller',
  );
});
