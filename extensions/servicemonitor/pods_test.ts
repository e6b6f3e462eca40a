import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { make, object, podMonitor, prometheus, serviceMonitor, web } from "./_testing.ts";

function own(spec: object, name = "front") {
  return object("Service", name, {
    selector: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "main" },
    ...spec,
  }, { app: "web" });
}

interface Job {
  static_configs: { targets: string[] }[];
}

function targetsOf(config: { scrape_configs: Job[] }): string[] {
  return config.scrape_configs.flatMap((job) =>
    job.static_configs.flatMap(({ targets }) => targets)
  );
}

Deno.test("addPods() has the operator's Service and those of its pods lead here", () => {
  const { ctx, service } = make([
    prometheus({ podMetadata: { labels: { tier: "x" } } }),
    own({ ports: [{ name: "web", port: 80, targetPort: "web" }] }),
    own({ selector: { prometheus: "main", tier: "x" }, ports: [{ port: 9090 }] }, "second"),
    own({ selector: { prometheus: "other" }, ports: [{ port: 9090 }] }, "foreign"),
  ]);
  assertEquals(
    [...ctx.services.values()].map((service) => [
      service.metadata.name,
      ctx.services.composeNames(service),
    ]),
    [
      ["front", ["prometheus"]],
      ["second", ["prometheus"]],
      ["foreign", []],
      ["prometheus-operated", ["prometheus"]],
    ],
  );
  const portOf = (name: string, port: number | string) =>
    ctx.services.targetPort(ctx.services.get("shop", name)!, port);
  assertEquals(portOf("front", 80), 9090);
  assertEquals(portOf("prometheus-operated", "web"), 9090);
  assertEquals(service.ports, undefined);
});

Deno.test("addPods() has a Service lead to all pods that it selects, as the cluster does", () => {
  const [deployment, service] = web();
  const { ctx } = make([
    prometheus({ podMetadata: { labels: { app: "web", tier: "front" } } }),
    deployment,
    service,
  ]);
  const front = ctx.services.get("shop", "web")!;
  assertEquals(ctx.services.composeNames(front), ["web", "prometheus"]);
});

Deno.test("addPods() leaves the operator's Service as the manifests have it", () => {
  const spec = { ports: [{ name: "http", port: 80, targetPort: "http" }] };
  const { ctx } = make([
    prometheus({ portName: "http" }),
    own({ ...spec, selector: { "app.kubernetes.io/name": "prometheus" } }, "prometheus-operated"),
  ]);
  const services = [...ctx.services.values()];
  assertEquals(services.map(({ metadata }) => metadata.name), ["prometheus-operated"]);
  assertEquals(ctx.services.targetPort(services[0], 80), 9090);
});

Deno.test("addPods() has the Services of all CRs lead to the one Prometheus, which is scraped once", () => {
  const second = prometheus({}, "second");
  const ports = [{ name: "web", port: 80, targetPort: "web" }];
  const { ctx, config } = make([
    prometheus(),
    second,
    own({ selector: { prometheus: "second" }, ports }, "two"),
    own({ selector: { app: "prometheus" }, ports }, "both"),
    serviceMonitor({ port: "web" }),
    podMonitor({ port: "web" }, { selector: { matchLabels: { app: "prometheus" } } }),
  ]);
  const two = ctx.services.get("shop", "two")!;
  assertEquals(ctx.services.composeNames(two), ["prometheus"]);
  assertEquals(targetsOf(config), [
    "two.shop.svc.cluster.local:9090",
    "both.shop.svc.cluster.local:9090",
    "prometheus:9090",
  ]);
});

Deno.test("publishedPorts() has the port that the user sets, beside those of Services", () => {
  const nodePort = own({
    type: "NodePort",
    ports: [{ port: 80, nodePort: 30090, targetPort: 9090 }],
  });
  const settings = { port: 19090, alertmanager_port: 19093 };
  const portsOf = (manifest: Manifest) => make([manifest, nodePort], { settings }).service.ports;
  assertEquals(portsOf(prometheus()), ["19090:9090", "30090:9090"]);
  assertEquals(portsOf(object("Alertmanager", "main", {})), ["19093:9093"]);
});

Deno.test("publishedPorts() has what a NodePort or LoadBalancer publishes", () => {
  const { service } = make([
    prometheus(),
    own({ type: "NodePort", ports: [{ port: 80, nodePort: 30090, targetPort: 9090 }] }),
    own({ type: "LoadBalancer", ports: [{ port: 8080, targetPort: "reloader-web" }] }, "reload"),
  ]);
  assertEquals(service.ports, ["30090:9090"]);
});

Deno.test("a Prometheus scrapes itself through its Service, and not the reloader that is not here", () => {
  const { config, said } = make([
    prometheus(),
    own({
      ports: [{ name: "web", port: 80, targetPort: "web" }, {
        name: "reloader-web",
        port: 8080,
        targetPort: "reloader-web",
      }],
    }),
    serviceMonitor({}, { endpoints: [{ port: "web" }, { port: "reloader-web" }] }),
    podMonitor({ port: "web" }, { selector: { matchLabels: { prometheus: "main" } } }),
  ]);
  assertEquals(targetsOf(config), ["front.shop.svc.cluster.local:9090", "prometheus:9090"]);
  const [{ labels }] = config.scrape_configs[0].static_configs;
  assertEquals([labels.pod, labels.container], ["prometheus-main-0", "prometheus"]);
  assertEquals(said, ["no-config-reloader spec.endpoints[1]"]);
});

Deno.test("publishedPorts() has none of an interface that keeps somebody out, or listens for its pod alone", () => {
  const front = own({ type: "LoadBalancer", ports: [{ port: 80, targetPort: 9090 }] });
  const publishes = (spec: object) => {
    const { service, said } = make([prometheus(spec), front]);
    const isSaid = said.includes("restricted-port spec.ports");
    assertEquals(isSaid, service.ports === undefined);
    return service.ports !== undefined;
  };
  const asking = (clientAuthType: string) => publishes({ web: { tlsConfig: { clientAuthType } } });
  assertEquals(publishes({}), true);
  assertEquals(asking("RequireAndVerifyClientCert"), false);
  assertEquals(asking("RequireAnyClientCert"), false);
  for (const type of ["NoClientCert", "RequestClientCert", "VerifyClientCertIfGiven"]) {
    assertEquals(asking(type), true);
  }
  assertEquals(publishes({ listenLocal: true }), false);
  const annotations = { "config.linkerd.io/default-inbound-policy": "deny" };
  assertEquals(publishes({ podMetadata: { annotations } }), false);
});
