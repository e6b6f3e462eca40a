import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { make, object, prometheus, serviceMonitor, web } from "./_testing.ts";
import { findInstance } from "./instance.ts";

const IMAGES: [spec: object, image: string][] = [
  [{}, "prom/prometheus:v3.5.0"],
  [{ version: "v2.45.0" }, "prom/prometheus:v2.45.0"],
  [{ version: "2.45.0" }, "prom/prometheus:v2.45.0"],
  [
    { image: "quay.io/prometheus/prometheus:v3.1.0", version: "2.45.0" },
    "quay.io/prometheus/prometheus:v3.1.0",
  ],
  [{ baseImage: "example/prometheus", tag: "x" }, "example/prometheus:x"],
  [{ baseImage: "a", sha: "0".repeat(64) }, `a@sha256:${"0".repeat(64)}`],
  [{ containers: [{ name: "prometheus", image: "example/own" }], image: "other" }, "example/own"],
  [{ image: "a b", version: "1 2" }, "prom/prometheus:v3.5.0"],
];

Deno.test("findInstance() takes the image that the CR names, else that of its version", () => {
  for (const [spec, image] of IMAGES) {
    const ctx = testContext([object("Prometheus", "main", spec)]);
    assertEquals(findInstance(ctx)?.image, image);
  }
});

Deno.test("findInstance() takes the user's image before the CR's, and refuses one that is none", () => {
  const image = "example/mine:v2.30.0";
  const { service } = make([prometheus({ image: "other" })], { settings: { image } });
  assertEquals(service.image, image);
  const bad = make([prometheus()], { settings: { image: 5 } });
  assertEquals(bad.service.image, "prom/prometheus:v2.42.0");
  assertEquals(bad.said, ["bad-setting"]);
});

Deno.test("findInstance() takes the first of several CRs, and says so of the others", () => {
  const { service, config, said } = make([
    prometheus({ scrapeInterval: "10s", serviceMonitorSelector: { matchLabels: { a: "b" } } }),
    prometheus({ scrapeInterval: "20s" }, "second"),
    serviceMonitor(),
    ...web(),
  ]);
  assertEquals(service.owner?.name, "main");
  assertEquals(config.global.scrape_interval, "10s");
  // What any of them would scrape is scraped.
  assertEquals(config.scrape_configs.length, 1);
  assertEquals(said, ["second-prometheus spec"]);
});

Deno.test("findInstance() finds none when the user excludes it, or it has no replicas", () => {
  const exclude = { config: { exclude: ["main", "prometheus"] } };
  assertEquals(make([prometheus(), serviceMonitor(), ...web()], exclude).service, {});
  assertEquals(make([serviceMonitor(), ...web()], exclude).service, {});
  const idle = make([prometheus({ replicas: 0 }), serviceMonitor(), ...web()]);
  assertEquals(idle.service, {});
  assertEquals(idle.said, ["no-replicas spec.replicas"]);
});

Deno.test("findInstance() runs nothing for rules alone, and says so", () => {
  const { service, said } = make([object("PrometheusRule", "rules", { groups: [] })]);
  assertEquals(service, {});
  assertEquals(said, ["no-prometheus spec"]);
});

Deno.test("findInstance() names the fields that are not converted, and no field of the cluster's", () => {
  const { said } = make([prometheus({
    remoteWrite: [{ url: "http://a" }],
    thanos: { version: "v1" },
    affinity: { a: "b" },
    shards: 2,
    replicas: 2,
    listenLocal: false,
  })]);
  assertEquals(said, [
    "one-replica spec.replicas",
    "unsupported-field spec.remoteWrite",
    "unsupported-field spec.thanos",
  ]);
});

Deno.test("findInstance() leaves the name to a Service of that name that leads elsewhere", () => {
  const [deployment, service] = web();
  const other = { ...service, metadata: { ...service.metadata, name: "prometheus" } };
  const ctx = testContext([prometheus(), deployment, other]);
  assertEquals(findInstance(ctx)?.service, "prometheus-main");
});
