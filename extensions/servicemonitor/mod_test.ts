import type { ConvertContext, OutputFiles } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { parse } from "@std/yaml";
import { join } from "@std/path";
import { corpusManifests, inputFolder, needsShared } from "../../tests/_corpus.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import * as fixPermissions from "../fix-permissions/mod.ts";
import * as workload from "../workload/mod.ts";
import {
  configMap,
  configText,
  make,
  object,
  podMonitor,
  prometheus,
  promtool,
  readConfig,
  secret,
  serviceMonitor,
  web,
} from "./_testing.ts";
import * as servicemonitor from "./mod.ts";

const EXTENSIONS = [workload, fixPermissions, servicemonitor];

/** Where the container has what is secret. */
const CLOSED = "/etc/prometheus/credentials";

const PROMTOOL = ["promtool", "Debian's prometheus"] as const;

Deno.test("convertAll() has one Prometheus scrape what another extension adds later, too", async () => {
  const monitor = (name: string) => ({
    ...serviceMonitor(),
    metadata: { name, namespace: "shop" },
  });
  const operator = {
    name: "operator",
    role: "converter",
    priority: 700,
    kinds: ["example.com/Watch"],
    convert(_kind: string, _manifests: unknown, ctx: ConvertContext) {
      ctx.manifests.add(monitor("later"));
      ctx.manifests.add(secret("login", { user: "me" }));
      const basicAuth = { username: { name: "login", key: "user" } };
      ctx.manifests.add(podMonitor({ port: "www", basicAuth }));
      return {};
    },
  };
  const watch = { apiVersion: "example.com/v1", kind: "Watch", metadata: { name: "x" } };
  const { project, files, diagnostics } = await testConversion(
    [workload, servicemonitor, operator],
    [prometheus(), monitor("first"), watch, ...web()],
  );
  assertEquals(Object.keys(project.services), ["web", "prometheus"]);
  const text = String(files.get("secrets/.prometheus/prometheus.yml")?.content);
  assertEquals(text.match(/(?<=job_name: ).*/g), [
    "serviceMonitor/shop/first/0",
    "serviceMonitor/shop/later/0",
    "podMonitor/shop/web/0",
  ]);
  assertEquals(project.services.prometheus.command?.[0], `--config.file=${CLOSED}/prometheus.yml`);
  assert(
    project.services.prometheus.volumes?.includes(`./secrets/.prometheus:${CLOSED}:ro`),
  );
  assertEquals(diagnostics, []);
});

Deno.test("convertAll() leaves the ServiceMonitors of others alone", async () => {
  const other = { ...serviceMonitor(), apiVersion: "azmonitoring.coreos.com/v1" };
  const { project, diagnostics } = await testConversion([servicemonitor], [other]);
  assertEquals(project.services, {});
  assertEquals(diagnostics.map(({ code }) => code), ["unknown-kind"]);
});

Deno.test("convertAll() makes nothing when there is nothing of the operator's", () => {
  const { service, ctx } = make(web());
  assertEquals(service, {});
  assertEquals([...ctx.files.entries()], []);
});

Deno.test("convertAll() runs Prometheus with defaults and says so when there is no CR", () => {
  const { service, config, said } = make([serviceMonitor(), ...web()]);
  assertEquals(service.image, "prom/prometheus:v3.5.0");
  assertEquals(config.global, { scrape_interval: "30s", evaluation_interval: "30s" });
  assertEquals(config.scrape_configs.length, 1);
  assertEquals(said, ["no-prometheus"]);
});

Deno.test("a whole conversion scrapes by cluster names, which lead to the containers", async () => {
  const { project, files, diagnostics } = await testConversion(EXTENSIONS, [
    prometheus(),
    serviceMonitor(),
    ...web(),
  ]);
  assertEquals(readConfig(files).scrape_configs[0].static_configs[0].targets, [
    "web.shop.svc.cluster.local:8080",
  ]);
  assert(
    project.services.web.networks?.default?.aliases?.includes("web.shop.svc.cluster.local"),
  );
  assert(
    project.services.prometheus.networks?.default?.aliases?.includes(
      "prometheus-operated.shop.svc.cluster.local",
    ),
  );
  assertEquals(diagnostics.filter(({ severity }) => severity !== "info"), []);
});

Deno.test("a whole conversion gives the claim's folder to the user that Prometheus runs as", async () => {
  const storage = { volumeClaimTemplate: { spec: { resources: {} } } };
  const { project } = await testConversion(EXTENSIONS, [prometheus({ storage })]);
  const { prometheus: made, "fix-permissions": fix } = project.services;
  assertEquals(made.user, "65534");
  assert(made.volumes?.includes("./data/prometheus-main-db:/prometheus"));
  assertStringIncludes(JSON.stringify(fix), "65534");
  assertEquals(Object.keys(made.depends_on ?? {}), ["fix-permissions"]);
});

Deno.test("a second conversion writes the same bytes when nothing changed", async () => {
  const manifests = [prometheus(), serviceMonitor(), podMonitor(), ...web(), rule()];
  const [first, second] = await Promise.all([1, 2].map(async () => {
    const { project, files } = await testConversion(EXTENSIONS, manifests);
    return JSON.stringify([project, [...files.entries()]]);
  }));
  assertEquals(first, second);
});

Deno.test("a Prometheus gets another name when a workload bears its own", async () => {
  const { project } = await testConversion(EXTENSIONS, [
    prometheus(),
    serviceMonitor(),
    ...web(),
    ...web("prometheus"),
  ]);
  assertEquals(project.services["prometheus-main"].labels?.["dekube.io/name"], "main");
  assertEquals(project.services.prometheus.image, "example/app");
});

Deno.test({
  ...needsTool("promtool accepts everything at once", ...PROMTOOL),
  async fn() {
    const { ctx, said } = make([
      prometheus({
        scrapeInterval: "1m",
        scrapeTimeout: "20s",
        evaluationInterval: "45s",
        externalLabels: { cluster: 'a"b: {$(c)}' },
        additionalScrapeConfigs: { name: "more", key: "jobs.yml" },
        additionalAlertRelabelConfigs: { name: "more", key: "alerts.yml" },
        alerting: { alertmanagers: [{ namespace: "shop", name: "web", port: "http" }] },
        tsdb: { outOfOrderTimeWindow: "10m" },
      }),
      serviceMonitor({
        port: "http",
        path: "/a path?x=1",
        scheme: "https",
        interval: "15s",
        scrapeTimeout: "5s",
        params: { "match[]": ['{job="a"}'], module: ["http_2xx"] },
        honorLabels: true,
        honorTimestamps: false,
        basicAuth: {
          username: { name: "login", key: "user" },
          password: { name: "login", key: "password" },
        },
        tlsConfig: {
          ca: { configMap: { name: "root", key: "ca.crt" } },
          cert: { secret: { name: "login", key: "user" } },
          keySecret: { name: "login", key: "password" },
          serverName: "web",
          insecureSkipVerify: true,
          minVersion: "TLS12",
        },
        proxyUrl: "http://proxy:3128",
        followRedirects: false,
        enableHttp2: false,
        relabelings: [
          { sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "instance" },
          { action: "LabelMap", regex: "__meta_kubernetes_service_label_(.+)" },
          { sourceLabels: ["__address__"], modulus: 2, targetLabel: "__tmp", action: "hashmod" },
          { action: "labeldrop", regex: "^tier$", targetLabel: "ignored" },
          { action: "uppercase", sourceLabels: ["job"], targetLabel: "job" },
        ],
        metricRelabelings: [{
          action: "drop",
          sourceLabels: ["__name__"],
          regex: "go_(?:gc|mem).*|(?i)x",
        }],
      }, { sampleLimit: 100, labelLimit: 5, bodySizeLimit: "10MB", targetLimit: 3 }),
      podMonitor({ port: "www", authorization: { credentials: { name: "login", key: "user" } } }),
      rule(),
      configMap("root", { "ca.crt": "-----BEGIN CERTIFICATE-----\n" }),
      secret("login", { user: "pr@me", password: "pass" }),
      secret("more", {
        "jobs.yml": "- job_name: more\n  static_configs:\n  - targets: ['web:80']\n",
        "alerts.yml": "- {action: labeldrop, regex: tier}\n",
      }),
      ...web(),
    ]);
    const checked = await promtool(ctx.files, (config) => [
      "check",
      "config",
      // The certificate is none.
      ...["--syntax-only", config],
    ]);
    assert(checked.success, `${checked.said}\n${configText(ctx.files)}`);
    assertEquals(said, []);
  },
});

Deno.test({
  ...needsTool("promtool finds the labels of targets after relabelings", ...PROMTOOL),
  async fn() {
    const { ctx } = make([
      prometheus(),
      serviceMonitor({
        port: "http",
        relabelings: [
          { sourceLabels: ["__meta_kubernetes_service_label_tier"], targetLabel: "tier" },
          { sourceLabels: ["__tmp_prometheus_job_name"], targetLabel: "monitor" },
          { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
          { action: "keep", sourceLabels: ["__meta_kubernetes_endpoint_port_name"], regex: "http" },
        ],
      }),
      ...web(),
    ]);
    const { said } = await promtool(
      ctx.files,
      (
        config,
      ) => ["check", "service-discovery", "--timeout=2s", config, "serviceMonitor/shop/web/0"],
    );
    const [target] = JSON.parse(said.slice(said.indexOf("[")));
    assertEquals(target.labels, {
      __address__: "web.shop.svc.cluster.local:8080",
      __metrics_path__: "/metrics",
      __scheme__: "http",
      __scrape_interval__: "30s",
      __scrape_timeout__: "10s",
      __tmp_prometheus_job_name: "serviceMonitor/shop/web/0",
      container: "app",
      endpoint: "http",
      instance: "web.shop.svc.cluster.local:8080",
      job: "web",
      monitor: "serviceMonitor/shop/web/0",
      namespace: "shop",
      node: "localhost",
      pod: "web",
      service: "web",
      tier: "front",
    });
  },
});

/** What strangers' charts may hold. */
const HOSTILE: unknown[] = [
  null,
  "",
  0,
  -1,
  true,
  [],
  {},
  [null],
  ["a\n- b: c"],
  { a: null, "__proto__": "x", "<<": "y", "c: d": "e" },
  'x"\n  - evil: "1',
  "${HOME} $(x) {{ .Values }}",
  "../../etc/passwd",
  "\u0000\u0085\u2028\uD800",
  "a".repeat(300),
  "(((((",
  "0x1F",
  "yes",
  "~",
  "null",
];

Deno.test({
  ...needsTool("promtool accepts the config whatever the fields hold", ...PROMTOOL),
  async fn() {
    const fields = {
      prometheus: [
        ...["retention", "retentionSize", "externalLabels", "scrapeInterval", "scrapeTimeout"],
        ...["evaluationInterval", "additionalScrapeConfigs", "externalUrl", "routePrefix", "tsdb"],
        ...["enableFeatures", "storage", "alerting", "containers", "volumes", "volumeMounts"],
        ...["secrets", "configMaps", "securityContext", "resources", "podMetadata", "portName"],
        ...["replicaExternalLabelName", "prometheusExternalLabelName", "podTargetLabels", "query"],
        ...["additionalArgs", "web", "serviceMonitorNamespaceSelector", "shards"],
      ],
      monitor: [
        ...["jobLabel", "targetLabels", "podTargetLabels", "sampleLimit", "bodySizeLimit"],
        ...["scrapeProtocols", "fallbackScrapeProtocol", "labelLimit"],
      ],
      endpoint: [
        ...["path", "scheme", "interval", "scrapeTimeout", "params", "honorLabels", "tlsConfig"],
        ...["basicAuth", "authorization", "bearerTokenSecret", "bearerTokenFile", "oauth2"],
        ...["proxyUrl", "followRedirects", "relabelings", "metricRelabelings"],
      ],
      relabeling: [
        ...["sourceLabels", "separator", "targetLabel", "regex", "modulus", "replacement"],
        ...["action"],
      ],
      tls: ["ca", "cert", "keySecret", "serverName", "caFile", "minVersion"],
      group: ["name", "interval", "limit", "labels", "rules", "query_offset"],
      rule: ["alert", "record", "for", "labels", "annotations", "keep_firing_for"],
    };
    const set = (names: readonly string[], value: unknown) => {
      return Object.fromEntries(names.map((name) => [name, value]));
    };
    const manifests = HOSTILE.flatMap((value, index) => {
      const named = (manifest: ReturnType<typeof object>, suffix: string) => ({
        ...manifest,
        metadata: { ...manifest.metadata, name: `x${index}-${suffix}` },
      });
      const endpoints = [
        { port: "http", ...set(fields.endpoint, value) },
        ...fields.endpoint.map((field) => ({ port: "http", [field]: value })),
        ...fields.relabeling.map((field) => ({
          port: "http",
          relabelings: [{ targetLabel: "a", sourceLabels: ["b"], [field]: value }],
        })),
        { port: "http", tlsConfig: set(fields.tls, value) },
      ];
      return [
        named(serviceMonitor({}, { endpoints, ...set(fields.monitor, value) }), "fields"),
        named(serviceMonitor({}, { endpoints: value, selector: value }), "whole"),
        named(serviceMonitor({ port: value, targetPort: value }), "port"),
        named(podMonitor({ port: value, portNumber: value, targetPort: value }), "pods"),
        named(
          object("PrometheusRule", "x", {
            groups: [
              ...fields.group.map((field) => ({
                name: `g-${field}`,
                rules: [{ record: "a", expr: "1" }],
                [field]: value,
              })),
              {
                name: "rules",
                rules: [
                  ...fields.rule.map((field) => ({ alert: "a", expr: "1", [field]: value })),
                  ...fields.rule.map((field) => ({ record: "a", expr: "1", [field]: value })),
                ],
              },
            ],
          }),
          "rules",
        ),
        named(object("PrometheusRule", "x", value), "empty"),
      ];
    });
    for (const value of HOSTILE) {
      const { ctx, service } = make([
        prometheus(set(fields.prometheus, value)),
        ...manifests,
        ...web(),
      ]);
      // What is in the file depends on the version.
      assertEquals(service.image, "prom/prometheus:v2.42.0");
      const checked = await promtool(
        ctx.files,
        (config) => ["check", "config", "--syntax-only", config],
      );
      assert(checked.success, checked.said.slice(0, 2000));
      const rules = await promtool(
        ctx.files,
        (config) => ["check", "rules", "--lint=none", ...ruleFiles(ctx.files, config)],
      );
      assert(rules.success, rules.said.replace(/^Checking.*\n+/gm, "").slice(0, 2000));
    }
  },
});

Deno.test({
  ...needsShared("a chart of kube-prometheus is scraped, and promtool accepts all its rules"),
  async fn() {
    const manifests = await corpusManifests("charts/kube-prometheus");
    const { project, files, diagnostics } = await testConversion(EXTENSIONS, manifests, {
      config: { name: "kp" },
    });
    const config = readConfig(files);
    assertEquals(
      config.scrape_configs.map(({ job_name }: { job_name: string }) => job_name),
      ["alertmanager", "kube-state-metrics", "node-exporter", "prometheus"].map((name) =>
        `serviceMonitor/demo/kube-prometheus-${name}/0`
      ),
    );
    assertEquals(
      project.services.prometheus.image,
      "docker.io/bitnami/prometheus:3.5.0-debian-12-r3",
    );
    const idle = diagnostics.filter(({ code }) => code === "no-service" || code === "no-container");
    assertEquals(idle.map(({ resource }) => resource?.name.replace("kube-prometheus-", "")), [
      "apiserver",
      "coredns",
      "kube-controller-manager",
      "kube-proxy",
      "kube-scheduler",
      "kubelet",
    ]);
    if (needsTool("", ...PROMTOOL).ignore) return;
    const checked = await promtool(files);
    assert(checked.success, checked.said);
    assertStringIncludes(checked.said, "SUCCESS: 35 rule files found");
  },
});

Deno.test({
  name: "the test suite's ServiceMonitor is converted",
  async fn() {
    const text = await Deno.readTextFile(join(inputFolder("testsuite"), "crds.yaml"));
    const monitor = text.split(/^---$/m).map((part) => parse(part) as { kind: string })
      .find(({ kind }) => kind === "ServiceMonitor")!;
    const [deployment, service] = web("api-server", "default");
    const { files } = await testConversion(EXTENSIONS, [
      monitor,
      deployment,
      {
        ...service,
        spec: { selector: { app: "api-server" }, ports: [{ name: "metrics", port: 9 }] },
      },
    ]);
    assertEquals(readConfig(files).scrape_configs, [{
      job_name: "serviceMonitor/monitoring/api-server-monitor/0",
      scrape_interval: "30s",
      metrics_path: "/metrics",
      static_configs: [{
        targets: ["api-server.default.svc.cluster.local:9"],
        labels: {
          job: "api-server",
          namespace: "default",
          service: "api-server",
          pod: "api-server",
          endpoint: "metrics",
        },
      }],
    }]);
  },
});

/** Paths of the rule files, beside the config. */
function ruleFiles(files: OutputFiles, config: string): string[] {
  const names = [...files.entries()].flatMap(([path]) => path.match(/rules\/[^/]+$/) ?? []);
  assert(names.length > 0);
  return names.map((name) => join(config, "../../../configmaps/.prometheus", name));
}

function rule() {
  return object("PrometheusRule", "rules", {
    groups: [{
      name: "web",
      interval: "1m",
      partial_response_strategy: "abort",
      rules: [
        { record: "web:up:sum", expr: 'sum(up{job="web"}) # )', labels: { a: 1 } },
        {
          alert: "Down",
          expr: "up\n== 0",
          for: "5m",
          labels: { severity: "page" },
          annotations: { summary: '{{ $labels.job }} is down: "it\'s"' },
        },
      ],
    }],
  });
}
