import { assert, assertEquals } from "@std/assert";
import { type ConvertContext, idOf, type Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { make, object, prometheus, readConfig, serviceMonitor, web } from "./_testing.ts";
import * as servicemonitor from "./mod.ts";

interface Group {
  targets: [string];
  labels: Record<string, string>;
}

function scrape(manifests: Manifest[]) {
  const { config, said } = make([prometheus(), ...manifests]);
  const groups: Group[] = (config.scrape_configs ?? [])
    .flatMap(({ static_configs }: { static_configs: Group[] }) => static_configs);
  return { groups, addresses: groups.map(({ targets }) => targets[0]), said };
}

const service = (name: string, spec: object, labels: object = { app: "web" }) =>
  object("Service", name, { selector: { app: "web" }, ...spec }, labels);

Deno.test("serviceTargets() asks the container's port behind the Service's name", () => {
  const { groups, said } = scrape([serviceMonitor(), ...web()]);
  assertEquals(groups, [{
    targets: ["web.shop.svc.cluster.local:8080"],
    labels: {
      job: "web",
      namespace: "shop",
      service: "web",
      pod: "web",
      container: "app",
      endpoint: "http",
    },
  }]);
  assertEquals(said, []);
});

Deno.test("serviceTargets() finds a port by name, by target, and takes all when none is named", () => {
  const ports = [
    { name: "http", port: 80, targetPort: "www" },
    { name: "metrics", port: 9000, targetPort: 9100 },
    { name: "dns", port: 53, protocol: "UDP" },
  ];
  const of = (endpoint: object) =>
    scrape([serviceMonitor(endpoint), web()[0], service("web", { ports })]).addresses
      .map((address) => address.split(":")[1]);
  assertEquals(of({ port: "metrics" }), ["9100"]);
  assertEquals(of({ targetPort: "www" }), ["8080"]);
  assertEquals(of({ targetPort: 7000 }), ["7000"]);
  assertEquals(of({}), ["8080", "9100"]);
  assertEquals(of({ port: 9000 }), ["9100"]);
});

Deno.test("serviceTargets() says in which of them a port is missing, the Service or its containers", () => {
  const [deployment] = web();
  const odd = service("web", { ports: [{ name: "http", port: 80, targetPort: "www" }] });
  const messages: [object, string][] = [
    [{ targetPort: "http" }, 'no container behind Service "web" has a port "http"; they have www'],
    [{ port: "metrics" }, 'Service "web" has no port "metrics"; it has http'],
  ];
  for (const [endpoint, message] of messages) {
    const { ctx } = make([prometheus(), serviceMonitor(endpoint), deployment, odd]);
    assertEquals(
      [...ctx.diagnostics].filter(({ code }) => code === "missing-port").map(({ message }) =>
        message
      ),
      [`${message}. The target is left out`],
    );
  }
});

Deno.test("serviceTargets() leaves out a port that the Service has not, and keeps the rest", () => {
  const { addresses, said } = scrape([
    serviceMonitor({}, { endpoints: [{ port: "none" }, { port: "http" }] }),
    ...web(),
  ]);
  assertEquals(addresses, ["web.shop.svc.cluster.local:8080"]);
  assertEquals(said, ["missing-port spec.endpoints[0]"]);
});

Deno.test("serviceTargets() asks each container by its own name when a Service selects several", () => {
  const [deployment, front] = web();
  const second = { ...deployment, metadata: { ...deployment.metadata, name: "canary" } };
  const { addresses } = scrape([serviceMonitor(), deployment, second, front]);
  assertEquals(addresses, ["web:8080", "canary:8080"]);
});

Deno.test("serviceTargets() keeps to namespaces, when two have a Service of that name", () => {
  const everywhere = [...web(), ...web("web", "data")];
  const of = (namespaceSelector: object) =>
    scrape([serviceMonitor({ port: "http" }, { namespaceSelector }), ...everywhere]).addresses
      .map((address) => address.split(".")[1]);
  assertEquals(of({}), ["shop"]);
  assertEquals(of({ matchNames: ["data"] }), ["data"]);
  assertEquals(of({ any: true }), ["shop", "data"]);
});

Deno.test("serviceTargets() copies labels, and takes the job's name from one", () => {
  const { groups } = scrape([
    serviceMonitor({ port: "http" }, {
      jobLabel: "tier",
      targetLabels: ["app", "none"],
      podTargetLabels: ["tier"],
    }),
    ...web(),
  ]);
  const { job, app, tier, none } = groups[0].labels;
  assertEquals([job, app, tier, none], ["front", "web", "front", undefined]);
});

Deno.test("findServices() takes a Service by its name when none has the labels, and says so", () => {
  const [deployment, front] = web("web");
  const bare = { ...front, metadata: { name: "web", namespace: "shop" } };
  const { addresses, said } = scrape([serviceMonitor(), deployment, bare]);
  assertEquals(addresses, ["web.shop.svc.cluster.local:8080"]);
  assertEquals(said, ["service-by-name spec.selector"]);
});

Deno.test("findServices() says which monitors find nothing, once each", () => {
  const kubelet = object("ServiceMonitor", "kubelet", {
    selector: { matchLabels: { "k8s-app": "kubelet" } },
    endpoints: [{ port: "https" }, { port: "https", path: "/metrics/cadvisor" }],
  });
  const idle = service("idle", { selector: { app: "none" }, ports: [{ port: 1 }] }, { app: "x" });
  const outside = service("out", { type: "ExternalName", externalName: "a.example" }, { app: "y" });
  const of = (app: string) => ({
    ...serviceMonitor({}, { selector: { matchLabels: { app } } }),
    metadata: { name: app, namespace: "shop" },
  });
  const { addresses, said } = scrape([kubelet, of("x"), of("y"), idle, outside]);
  assertEquals(addresses, []);
  assertEquals(said, [
    "no-service spec.selector",
    "no-container spec.selector",
    "no-service spec.selector",
  ]);
});

Deno.test("serviceTargets() asks the addresses that a Service without pods leads to", () => {
  const ports = [{ name: "http", port: 80, targetPort: 9100 }, { name: "other", port: 81 }];
  const endpoints = {
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name: "outside", namespace: "shop" },
    subsets: [{
      addresses: [{ ip: "192.0.2.7" }, { ip: "2001:db8::1" }],
      ports: [{ name: "http", port: 9200 }, { name: "other", port: 82 }],
    }],
  };
  const outside = service("outside", { selector: null, ports });
  const of = (endpoint: object) => scrape([serviceMonitor(endpoint), outside, endpoints]);
  const { groups, said } = of({ port: "http" });
  const labels = { job: "outside", namespace: "shop", service: "outside", endpoint: "http" };
  assertEquals(groups.map(({ targets }) => targets[0]), ["192.0.2.7:9200", "[2001:db8::1]:9200"]);
  assertEquals(groups[0].labels, labels);
  assertEquals(said, []);
  assertEquals(of({ targetPort: 9100 }).addresses.length, 2);
  assertEquals(of({ port: "none" }).said, ["missing-port spec.endpoints[0]"]);
});

Deno.test("serviceTargets() leaves out a Service whose name is none of a host", () => {
  const [deployment, front] = web();
  const odd = { ...front, metadata: { ...front.metadata, name: "a/b c" } };
  const { addresses, said } = scrape([serviceMonitor(), deployment, odd]);
  assertEquals(addresses, []);
  assertEquals(said, ["bad-host spec.endpoints[0]"]);
});

Deno.test("serviceTargets() asks by the short name when nobody knows the namespace", () => {
  const bare = [serviceMonitor(), ...web()].map((manifest) => {
    const { namespace: _, ...metadata } = manifest.metadata;
    return { ...manifest, metadata };
  });
  const { addresses, said } = scrape(bare);
  assertEquals(addresses, ["web:8080"]);
  assertEquals(said, []);
});

Deno.test("serviceTargets() scrapes what another extension made, by the ports that it gave", async () => {
  const database = { ...object("Database", "db", {}), apiVersion: "example.com/v1" };
  const operator = {
    name: "operator",
    role: "provider",
    kinds: ["example.com/Database"],
    convert(_kind: string, manifests: readonly Manifest[], ctx: ConvertContext) {
      const labels = { database: "db" };
      const ports = [{ name: "metrics", containerPort: 9000 }];
      ctx.workloads.add(
        manifests[0],
        { labels, spec: { containers: [{ name: "db", ports }] } },
        "db",
      );
      const spec = { selector: labels, ports: [{ name: "http", port: 80, targetPort: "metrics" }] };
      ctx.manifests.add(object("Service", "made", spec, { app: "web" }));
      return { services: { db: { owner: idOf(manifests[0]), image: "example/db" } } };
    },
  };
  const { project, files } = await testConversion([operator, servicemonitor], [
    prometheus(),
    serviceMonitor(),
    database,
  ]);
  const [{ targets, labels }] = readConfig(files).scrape_configs[0].static_configs;
  assertEquals(targets, ["made.shop.svc.cluster.local:9000"]);
  assertEquals(labels, {
    job: "made",
    namespace: "shop",
    service: "made",
    pod: "db",
    container: "db",
    endpoint: "http",
  });
  assert(project.services.db.networks?.default?.aliases?.includes("made.shop"));
});
