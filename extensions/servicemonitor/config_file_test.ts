import { assertEquals } from "@std/assert";
import { make, object, prometheus, secret, serviceMonitor, web } from "./_testing.ts";

Deno.test("writeConfig() has the operator's intervals and labels, when the CR says nothing", () => {
  const { config } = make([prometheus()]);
  assertEquals(config, {
    global: {
      scrape_interval: "30s",
      evaluation_interval: "30s",
      external_labels: { prometheus: "shop/main", prometheus_replica: "prometheus-main-0" },
    },
    scrape_configs: [],
  });
});

Deno.test("writeConfig() reads intervals and labels of the CR", () => {
  const { config, said } = make([prometheus({
    scrapeInterval: "1m",
    scrapeTimeout: "30s",
    evaluationInterval: "2m",
    externalLabels: { cluster: "x", "a-b": "y" },
    prometheusExternalLabelName: "",
    replicaExternalLabelName: "replica",
    tsdb: { outOfOrderTimeWindow: "5m" },
  })]);
  assertEquals(config.global, {
    scrape_interval: "1m",
    scrape_timeout: "30s",
    evaluation_interval: "2m",
    external_labels: { replica: "prometheus-main-0", cluster: "x" },
  });
  assertEquals(config.storage, { tsdb: { out_of_order_time_window: "5m" } });
  assertEquals(said, ["bad-label spec.externalLabels"]);
});

Deno.test("writeConfig() leaves out a timeout that is longer than the interval", () => {
  const { config, said } = make([prometheus({ scrapeInterval: "5s", scrapeTimeout: "6s" })]);
  assertEquals(config.global.scrape_timeout, undefined);
  assertEquals(said, ["long-timeout spec.scrapeTimeout"]);
});

Deno.test("writeConfig() adds the jobs of additionalScrapeConfigs, each name once", () => {
  const { config, ctx, said } = make([
    prometheus({ additionalScrapeConfigs: { name: "more", key: "jobs" } }),
    secret("more", {
      jobs: "- job_name: a\n- job_name: serviceMonitor/shop/web/0\n- job_name: a\n- x: y\n",
    }),
    serviceMonitor(),
    ...web(),
  ]);
  assertEquals(
    config.scrape_configs.map(({ job_name }: { job_name: string }) => job_name),
    ["serviceMonitor/shop/web/0", "a"],
  );
  assertEquals(said.length, 3);
  assertEquals([...ctx.files.entries()].map(([path]) => path), [
    "secrets/.prometheus/prometheus.yml",
  ]);
});

Deno.test("writeConfig() goes on when a monitor is not as it should be", () => {
  const odd = (name: string, spec: unknown) => object("ServiceMonitor", name, spec);
  const { config, said } = make([
    prometheus(),
    odd("a", null),
    odd("b", "text"),
    odd("c", { selector: { matchLabels: { app: "web" } }, endpoints: null }),
    odd("d", { selector: [], endpoints: {} }),
    serviceMonitor(),
    ...web(),
  ]);
  assertEquals(config.scrape_configs.length, 1);
  assertEquals(said, [
    "no-service spec.selector",
    "no-service spec.selector",
    "no-endpoints spec.endpoints",
    "no-service spec.selector",
  ]);
});

Deno.test("writeConfig() leaves out endpoints that name files of Prometheus' own when it denies them", () => {
  const jobsOf = (deny: unknown, endpoint: object) => {
    const spec = { endpoints: [{ port: "http", ...endpoint }, { port: "http" }] };
    const { config, said } = make([
      prometheus({ arbitraryFSAccessThroughSMs: { deny } }),
      serviceMonitor({}, spec),
      ...web(),
    ]);
    return [config.scrape_configs.length, said];
  };
  const file = { bearerTokenFile: "/etc/passwd" };
  assertEquals(jobsOf(false, file), [2, []]);
  for (const deny of [true, "true"]) {
    assertEquals(jobsOf(deny, file), [1, ["denied-file spec.endpoints[0].bearerTokenFile"]]);
    const tls = { scheme: "https", tlsConfig: { caFile: "/x" } };
    assertEquals(jobsOf(deny, tls), [1, ["denied-file spec.endpoints[0].tlsConfig.caFile"]]);
  }
});
