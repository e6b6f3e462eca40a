import { assert, assertEquals } from "@std/assert";
import { testConversion } from "@dekube/engine/testing";
import * as workload from "../../workload/mod.ts";
import { freePort } from "../../../tools/free_port.ts";
import { needsTool } from "../../../tools/needs_tool.ts";
import { mountsOf, object, prometheus, readConfig, secret, web } from "../_testing.ts";
import * as servicemonitor from "../mod.ts";
import { alertmanager, config, inContainer, make } from "./_testing.ts";

const BASE = "route: {receiver: none}\nreceivers: [{name: none}]";

Deno.test("Alertmanagers makes a service of an Alertmanager, as the operator would run it", () => {
  const { services, said } = make([
    alertmanager({
      replicas: 3,
      retention: "48h",
      externalUrl: "https://alerts.example",
      logLevel: "debug",
      web: { getConcurrency: 5, timeout: 30, tlsConfig: {} },
      additionalArgs: [{ name: "cluster.peer", value: "x" }, {
        name: "data.retention",
        value: "1h",
      }],
      secrets: ["alertmanager-main"],
      storage: { volumeClaimTemplate: { spec: { resources: {} } } },
      resources: { limits: { memory: "64Mi" } },
      clusterGossipInterval: "1s",
      hostAliases: [{ ip: "10.0.0.1" }],
    }),
    secret("alertmanager-main", { "alertmanager.yaml": BASE }),
  ]);
  const { alertmanager: made } = services;
  assertEquals(made.image, "prom/alertmanager:v0.25.0");
  assertEquals(made.command, [
    "--config.file=/etc/alertmanager/config/alertmanager.yaml",
    "--storage.path=/alertmanager",
    "--data.retention=48h",
    "--cluster.listen-address=",
    "--web.external-url=https://alerts.example",
    "--web.route-prefix=/",
    "--web.get-concurrency=5",
    "--web.timeout=30s",
    "--log.level=debug",
    "--cluster.peer=x",
  ]);
  assertEquals(made.user, "65534");
  assertEquals(mountsOf(made), [
    "./secrets/.alertmanager:/etc/alertmanager/config:ro",
    "./data/alertmanager-main-db:/alertmanager",
    "./secrets/alertmanager-main:/etc/alertmanager/secrets/alertmanager-main:ro",
  ]);
  assertEquals(said, [
    "unsupported-field spec.hostAliases",
    "one-replica spec.replicas",
    "bad-argument spec.additionalArgs[1]",
  ]);
});

Deno.test("Alertmanagers runs each of several, and none without replicas", () => {
  const { services, said } = make([
    alertmanager({}, "one"),
    alertmanager({}, "two"),
    alertmanager({ replicas: 0 }, "three"),
  ]);
  assertEquals(Object.keys(services).length, 2);
  assert(services.alertmanager);
  assert(said.includes("no-replicas spec.replicas"));
});

Deno.test("Alertmanagers says that an AlertmanagerConfig tells nobody when there is no Alertmanager", () => {
  assertEquals(make([config("a", {})]).said, ["no-alertmanager spec"]);
});

Deno.test("a Prometheus sends its alerts to the Alertmanager by the operator's Service, and by those of its pods", async () => {
  const service = object("Service", "alerts", {
    selector: { "app.kubernetes.io/name": "alertmanager", alertmanager: "main" },
    ports: [{ name: "http", port: 80, targetPort: "web" }, { name: "reloader", port: 8080 }],
  }, { app: "alerts" });
  const monitor = object("ServiceMonitor", "alerts", {
    selector: { matchLabels: { app: "alerts" } },
    endpoints: [{ port: "http" }, { port: "reloader" }],
  });
  const manager = (name: string, port: string) => ({ namespace: "shop", name, port });
  const { project, files, diagnostics } = await testConversion([workload, servicemonitor], [
    prometheus({
      alerting: {
        alertmanagers: [manager("alertmanager-operated", "web"), manager("alerts", "http")],
      },
    }),
    alertmanager(),
    secret("alertmanager-main", { "alertmanager.yaml": BASE }),
    service,
    monitor,
    ...web(),
  ]);
  assertEquals(Object.keys(project.services), ["web", "alertmanager", "prometheus"]);
  const { alerting, scrape_configs: jobs } = readConfig(files);
  assertEquals(
    // deno-lint-ignore no-explicit-any -- as it was parsed
    alerting.alertmanagers.map((one: any) => one.static_configs[0].targets[0]),
    [
      "alertmanager-operated.shop.svc.cluster.local:9093",
      "alerts.shop.svc.cluster.local:9093",
    ],
  );
  assertEquals(jobs.length, 1);
  assertEquals(jobs[0].static_configs[0].targets, ["alerts.shop.svc.cluster.local:9093"]);
  const aliases = project.services.alertmanager.networks?.default?.aliases ?? [];
  assert(aliases.includes("alertmanager-operated.shop.svc.cluster.local"));
  assert(aliases.includes("alerts.shop.svc"));
  assertEquals(diagnostics.map(({ code }) => code), ["no-config-reloader"]);
});

Deno.test("a webhook's Service has the container's port in the configuration", async () => {
  const { files } = await testConversion([workload, servicemonitor], [
    alertmanager({ alertmanagerConfigSelector: {} }),
    secret("alertmanager-main", { "alertmanager.yaml": BASE }),
    config("a", {
      route: { receiver: "r" },
      receivers: [{ name: "r", webhookConfigs: [{ url: "http://web.shop.svc/hook" }] }],
    }),
    ...web(),
  ]);
  const text = String(files.get("secrets/.alertmanager/alertmanager.yaml")?.content);
  assert(text.includes("http://web.shop.svc:8080/hook"), text);
});

Deno.test({
  ...needsTool(
    "Alertmanager tells the receiver of an AlertmanagerConfig, and it alone",
    "prometheus-alertmanager",
    "Debian's prometheus-alertmanager",
  ),
  async fn() {
    const told = Promise.withResolvers<Record<string, unknown>>();
    const hook = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, async (request) => {
      told.resolve(await request.json());
      return new Response();
    });
    const receiver = (name: string, path: string) => ({
      route: { receiver: name, groupWait: "0s" },
      receivers: [{
        name,
        webhookConfigs: [{ url: `http://127.0.0.1:${hook.addr.port}/${path}` }],
      }],
    });
    const made = make([
      alertmanager({ alertmanagerConfigSelector: {}, alertmanagerConfigNamespaceSelector: {} }),
      secret("alertmanager-main", { "alertmanager.yaml": BASE }),
      config("other", receiver("o", "other"), "other"),
      config("team", receiver("t", "team")),
    ]);
    const port = freePort();
    await inContainer(made, async (path) => {
      const [, ...flags] = made.services.alertmanager.command as string[];
      const server = new Deno.Command("prometheus-alertmanager", {
        args: [
          `--config.file=${path}`,
          ...flags.map((flag) => flag.replace("=/alertmanager", `=${path}.data`)),
          `--web.listen-address=127.0.0.1:${port}`,
        ],
        stdout: "null",
        stderr: "null",
      }).spawn();
      try {
        await post(`http://127.0.0.1:${port}/api/v2/alerts`, [
          { labels: { alertname: "Down", namespace: "shop" } },
        ]);
        assertEquals((await told.promise).receiver, "shop/team/t");
      } finally {
        server.kill();
        await server.status;
      }
    });
    await hook.shutdown();
  },
});

/** Posts as soon as somebody listens. */
async function post(url: string, body: unknown): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    try {
      const response = await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      await response.body?.cancel();
      if (response.ok) return;
    } catch {
      // It is not there yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`nobody answers at ${url}`);
}

Deno.test("an Alertmanager that asks for clients' certificates is not published", () => {
  const front = object("Service", "front", {
    type: "LoadBalancer",
    selector: { "app.kubernetes.io/name": "alertmanager" },
    ports: [{ port: 80, targetPort: 9093 }],
  });
  const published = (web: object) =>
    make([alertmanager({ web }), front]).services.alertmanager.ports;
  assertEquals(published({}), ["80:9093"]);
  const tlsConfig = { clientAuthType: "RequireAndVerifyClientCert" };
  assertEquals(published({ tlsConfig }), undefined);
});
