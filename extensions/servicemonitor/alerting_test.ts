import { assertEquals } from "@std/assert";
import { make, prometheus, secret, web } from "./_testing.ts";

function alerting(manager: object, more: object = {}) {
  const { config, said } = make([
    prometheus({ alerting: { alertmanagers: [manager] }, ...more }),
    secret("more", { list: "- static_configs: [{targets: ['a:1']}]" }),
    ...web("alerts"),
  ]);
  return { alerting: config.alerting, said };
}

Deno.test("alertingConfig() sends alerts to a Service that leads to a container", () => {
  const { alerting: made, said } = alerting({
    namespace: "shop",
    name: "alerts",
    port: "http",
    pathPrefix: "/am",
    timeout: "5s",
    apiVersion: "v2",
  });
  assertEquals(made, {
    alert_relabel_configs: [{ action: "labeldrop", regex: "prometheus_replica" }],
    alertmanagers: [{
      path_prefix: "/am",
      timeout: "5s",
      static_configs: [{ targets: ["alerts.shop.svc.cluster.local:8080"] }],
    }],
  });
  assertEquals(said, []);
});

Deno.test("alertingConfig() leaves out an Alertmanager that is not here", () => {
  assertEquals(alerting({ namespace: "shop", name: "none", port: "web" }), {
    alerting: undefined,
    said: ["no-alertmanager spec.alerting.alertmanagers[0]"],
  });
  assertEquals(
    alerting({ name: "alerts", port: "none" }).said,
    ["missing-port spec.alerting.alertmanagers[0].port"],
  );
});

Deno.test("alertingConfig() adds what the Secret of additionalAlertManagerConfigs lists", () => {
  const { alerting: made } = alerting({ name: "alerts", port: 80 }, {
    additionalAlertManagerConfigs: { name: "more", key: "list" },
    replicaExternalLabelName: "",
  });
  assertEquals(made, {
    alertmanagers: [
      { static_configs: [{ targets: ["alerts.shop.svc.cluster.local:8080"] }] },
      { static_configs: [{ targets: ["a:1"] }] },
    ],
  });
});
