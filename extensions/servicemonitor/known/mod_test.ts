import { assertEquals } from "@std/assert";
import { said, testConversion } from "@dekube/engine/testing";
import * as servicemonitor from "../mod.ts";

const ENDPOINTS = [{ port: "web", pth: "/x", tlsConfig: { insecureSkipVrfy: true } }];

function object(kind: string, spec: unknown) {
  const metadata = { name: "web", namespace: "shop" };
  return { apiVersion: "monitoring.coreos.com/v1", kind, metadata, spec };
}

const SERVICE = {
  kind: "Service",
  metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
  spec: { selector: { app: "web" }, ports: [{ name: "web", port: 80 }] },
};

Deno.test("FIELDS have each field that a kind lacks said once", async () => {
  const conversion = await testConversion([servicemonitor], [
    SERVICE,
    object("ServiceMonitor", { selector: { matchLabels: { app: "web" } }, endpoints: ENDPOINTS }),
    object("PodMonitor", { selector: {}, podMetricsEndpoints: [{ port: "web", intervl: "1s" }] }),
    object("ScrapeConfig", { staticConfigs: [{ targets: ["a:1"], lables: {} }] }),
    object("Prometheus", { retension: "1d", alerting: { alertmanagers: [{ nam: "a" }] } }),
    object("Alertmanager", { replica: 1 }),
    object("AlertmanagerConfig", { receivers: [{ name: "a", slackConfig: [{}] }] }),
    object("PrometheusRule", { groups: [{ name: "a", rules: [{ alrt: "A", expr: "up" }] }] }),
  ]);
  const fields = said(conversion).filter((what) => what.startsWith("un"));
  assertEquals(fields.sort(), [
    "unknown-field spec.alerting.alertmanagers[0].nam",
    "unknown-field spec.endpoints[0].pth",
    "unknown-field spec.endpoints[0].tlsConfig.insecureSkipVrfy",
    "unknown-field spec.groups[0].rules[0].alrt",
    "unknown-field spec.podMetricsEndpoints[0].intervl",
    "unknown-field spec.receivers[0].slackConfig",
    "unknown-field spec.replica",
    "unknown-field spec.retension",
    "unknown-field spec.staticConfigs[0].lables",
  ]);
});
