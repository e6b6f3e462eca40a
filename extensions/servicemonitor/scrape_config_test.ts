import { assert, assertEquals } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { make, object, prometheus, promtool, secret, web } from "./_testing.ts";

function scrape(spec: object, more: object = {}) {
  return make([
    prometheus(more),
    object("ScrapeConfig", "more", spec),
    secret("login", { user: "me", password: "hidden" }),
    ...web(),
  ]);
}

const FULL = {
  jobName: "cost$1",
  metricsPath: "/m",
  scheme: "HTTPS",
  scrapeInterval: "1m",
  scrapeTimeout: "10s",
  honorLabels: true,
  params: { a: ["1"] },
  sampleLimit: 5,
  enableHTTP2: false,
  basicAuth: {
    username: { name: "login", key: "user" },
    password: { name: "login", key: "password" },
  },
  staticConfigs: [
    { targets: ["web:80", "web.shop.svc:80", "example.com:9100"], labels: { env: "prod" } },
  ],
  httpSDConfigs: [{ url: "http://web.shop/targets", refreshInterval: "30s" }],
  fileSDConfigs: [{ files: ["/targets/*.json"], refreshInterval: "5m" }],
  dnsSDConfigs: [
    { names: ["_http._tcp.web.shop.svc.cluster.local", "_x._tcp.example.com"] },
    { names: ["web"], type: "A", port: 80 },
  ],
  relabelings: [{ sourceLabels: ["__address__"], targetLabel: "instance" }],
  metricRelabelings: [{ action: "drop", sourceLabels: ["a"], regex: "b" }],
};

Deno.test("scrapeConfigJobs() writes what a ScrapeConfig says, with the containers' ports", () => {
  const { config, said } = scrape(FULL);
  assertEquals(config.scrape_configs, [{
    job_name: "scrapeConfig/shop/more",
    honor_labels: true,
    scrape_interval: "1m",
    scrape_timeout: "10s",
    metrics_path: "/m",
    scheme: "https",
    params: { a: ["1"] },
    basic_auth: {
      username: "me",
      password_file: "/etc/prometheus/credentials/files/login/password",
    },
    enable_http2: false,
    sample_limit: 5,
    static_configs: [{
      targets: [
        "web.shop.svc.cluster.local:8080",
        "web.shop.svc.cluster.local:8080",
        "example.com:9100",
      ],
      labels: { env: "prod" },
    }],
    file_sd_configs: [{ files: ["/targets/*.json"], refresh_interval: "5m" }],
    http_sd_configs: [{
      url: "http://web.shop.svc.cluster.local:8080/targets",
      refresh_interval: "30s",
    }],
    dns_sd_configs: [
      { names: ["web.shop.svc.cluster.local"], type: "A", port: 8080 },
      { names: ["_x._tcp.example.com"] },
      { names: ["web.shop.svc.cluster.local"], type: "A", port: 8080 },
    ],
    relabel_configs: [
      { target_label: "job", replacement: "cost$$1" },
      { source_labels: ["__address__"], target_label: "instance" },
    ],
    metric_relabel_configs: [{ action: "drop", source_labels: ["a"], regex: "b" }],
  }]);
  assertEquals(said, []);
});

Deno.test({
  ...needsTool("promtool accepts the jobs of ScrapeConfigs", "promtool", "Debian's prometheus"),
  async fn() {
    const { success, said } = await promtool(scrape(FULL).ctx.files);
    assert(success, said);
  },
});

Deno.test("scrapeConfigJobs() says what can't be found without the cluster, and keeps the rest", () => {
  const { config, said } = scrape({
    kubernetesSDConfigs: [{ role: "Pod" }],
    consulSDConfigs: [{ server: "consul:8500" }],
    staticConfigs: [{ targets: ["a:1"] }],
  });
  assertEquals(config.scrape_configs[0].static_configs, [{ targets: ["a:1"] }]);
  assertEquals(said, [
    "unsupported-field spec.consulSDConfigs",
    "no-service-discovery spec.kubernetesSDConfigs",
  ]);
});

Deno.test("scrapeConfigJobs() leaves out a ScrapeConfig without targets, and says so", () => {
  const { config, said } = scrape({
    staticConfigs: [{ targets: ["http://a/", null] }, null],
    fileSDConfigs: [{ files: ["/targets"] }],
    httpSDConfigs: [{ url: "nowhere" }],
    dnsSDConfigs: [{ names: ["a"], type: "A" }, { names: ["a"], type: "TXT" }],
  });
  assertEquals(config.scrape_configs, []);
  assertEquals(said, [
    "bad-target spec.staticConfigs[0].targets",
    "bad-file spec.fileSDConfigs[0].files",
    "bad-url spec.httpSDConfigs[0].url",
    "missing-port spec.dnsSDConfigs[0].port",
    "bad-dns-type spec.dnsSDConfigs[1].type",
    "no-targets spec",
  ]);
});

Deno.test("scrapeConfigJobs() keeps to the Prometheus' selector", () => {
  const { said, config } = scrape({ staticConfigs: [{ targets: ["a:1"] }] }, {
    scrapeConfigSelector: { matchLabels: { team: "x" } },
  });
  assertEquals(config.scrape_configs, []);
  assertEquals(said, ["not-selected spec"]);
});
