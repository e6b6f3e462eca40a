import { assertEquals } from "@std/assert";
import { make, prometheus, serviceMonitor, web } from "./_testing.ts";

function job(endpoint: object, spec: object = {}, version = "v2.42.0") {
  const { config, said } = make([
    prometheus({ version }),
    serviceMonitor({ port: "http", ...endpoint }, spec),
    ...web(),
  ]);
  return { job: config.scrape_configs[0], said };
}

Deno.test("scrapeJob() writes what the endpoint says", () => {
  const { job: made, said } = job({
    path: "/m",
    scheme: "HTTPS",
    interval: "1m",
    scrapeTimeout: "10s",
    honorLabels: true,
    honorTimestamps: false,
    params: { a: ["1", "2"], b: "3" },
    metricRelabelings: [{ action: "drop", sourceLabels: ["a"], regex: "b" }],
  }, { sampleLimit: 5, bodySizeLimit: "1MB" });
  const { static_configs: _, ...rest } = made;
  assertEquals(rest, {
    job_name: "serviceMonitor/shop/web/0",
    honor_labels: true,
    honor_timestamps: false,
    scrape_interval: "1m",
    scrape_timeout: "10s",
    metrics_path: "/m",
    scheme: "https",
    params: { a: ["1", "2"], b: ["3"] },
    sample_limit: 5,
    body_size_limit: "1MB",
    metric_relabel_configs: [{ action: "drop", source_labels: ["a"], regex: "b" }],
  });
  assertEquals(said, []);
});

Deno.test("scrapeJob() gives targets the labels of service discovery that relabelings read", () => {
  const relabelings = [{
    sourceLabels: ["__meta_kubernetes_service_label_tier", "__meta_kubernetes_pod_label_app"],
    targetLabel: "x",
  }];
  const { job: made } = job({ relabelings });
  const { labels } = made.static_configs[0];
  assertEquals(labels.__meta_kubernetes_service_label_tier, "front");
  assertEquals(labels.__meta_kubernetes_pod_label_app, "web");
  assertEquals(Object.keys(labels).filter((name) => name.startsWith("__")).length, 2);
  assertEquals(made.relabel_configs[0].target_label, "x");
});

Deno.test("scrapeJob() leaves out the endpoint when Prometheus would refuse a relabeling", () => {
  const { job: made, said } = job({ relabelings: [{ action: "nothing" }] });
  assertEquals(made, undefined);
  assertEquals(said, ["bad-relabeling spec.endpoints[0].relabelings[0]"]);
});

Deno.test("scrapeJob() leaves out a timeout that is longer than the interval", () => {
  const { job: made, said } = job({ interval: "10s", scrapeTimeout: "11s" });
  assertEquals([made.scrape_interval, made.scrape_timeout], ["10s", undefined]);
  assertEquals(said, ["long-timeout spec.endpoints[0].scrapeTimeout"]);
});

Deno.test("scrapeJob() says what it leaves out", () => {
  const { said } = job({ scheme: "ftp", noProxy: "x", params: { "<<": ["a"] } }, {
    sampleLimit: -1,
    bodySizeLimit: "big",
    targetLabels: ["app"],
    scrapeProtocols: ["PrometheusProto"],
    keepDroppedTargets: 5,
  });
  assertEquals(said, [
    "unsupported-field spec.endpoints[0].noProxy",
    "bad-scheme spec.endpoints[0].scheme",
    "bad-parameter spec.endpoints[0].params",
    "bad-limit spec.sampleLimit",
    "bad-limit spec.keepDroppedTargets",
    "bad-limit spec.bodySizeLimit",
    "bad-limit spec.scrapeProtocols",
  ]);
});

Deno.test("scrapeJob() writes what came with later versions, when the version is late enough", () => {
  const fields = {
    scrapeProtocols: ["PrometheusText0.0.4"],
    fallbackScrapeProtocol: "PrometheusText0.0.4",
  };
  const { job: made, said } = job({ trackTimestampsStaleness: true }, fields, "v3.5.0");
  assertEquals(made.scrape_protocols, fields.scrapeProtocols);
  assertEquals(made.fallback_scrape_protocol, "PrometheusText0.0.4");
  assertEquals(made.track_timestamps_staleness, true);
  assertEquals(said, []);
});
