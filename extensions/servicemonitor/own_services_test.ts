import { assertEquals } from "@std/assert";
import { make, object, podMonitor, prometheus, serviceMonitor, web } from "./_testing.ts";

function own(spec: object, name = "front") {
  return object("Service", name, {
    selector: { "app.kubernetes.io/name": "prometheus", "operator.prometheus.io/name": "main" },
    ...spec,
  }, { app: "web" });
}

Deno.test("registerOwnServices() has the operator's Service and those of its pods lead here", () => {
  const { ctx, service } = make([
    prometheus({ podMetadata: { labels: { tier: "x" } } }),
    own({ ports: [{ name: "web", port: 80, targetPort: "web" }] }),
    own({ selector: { prometheus: "main", tier: "x" }, ports: [{ port: 9090 }] }, "second"),
    own({ selector: { prometheus: "other" }, ports: [{ port: 9090 }] }, "foreign"),
  ]);
  assertEquals([...ctx.aliasMap], [
    ["shop/front", ["prometheus"]],
    ["shop/second", ["prometheus"]],
    ["shop/prometheus-operated", ["prometheus"]],
  ]);
  assertEquals(ctx.servicePortMap.get("shop/front:80"), 9090);
  assertEquals(ctx.servicePortMap.get("shop/prometheus-operated:web"), 9090);
  assertEquals(service.ports, undefined);
});

Deno.test("registerOwnServices() leaves a Service to the workload that it selects", () => {
  const [deployment, service] = web();
  const { ctx } = make([
    prometheus({ podMetadata: { labels: { app: "web", tier: "front" } } }),
    deployment,
    service,
  ]);
  assertEquals(ctx.aliasMap.get("shop/web"), ["web"]);
});

Deno.test("registerOwnServices() publishes what a NodePort or LoadBalancer publishes", () => {
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
  assertEquals(
    config.scrape_configs.map((job: { static_configs: [{ targets: string[] }] }) =>
      job.static_configs[0].targets[0]
    ),
    ["front.shop.svc.cluster.local:9090", "prometheus:9090"],
  );
  assertEquals(said, ["no-config-reloader spec.endpoints[1]"]);
});
