import { assert, assertEquals, assertFalse } from "@std/assert";
import { make, prometheus } from "./_testing.ts";

function flags(spec: object): { flags: string[]; said: string[] } {
  const { service, said } = make([prometheus(spec)]);
  return { flags: service.command ?? [], said };
}

Deno.test("commandOf() gives what the operator gives, when the CR says nothing", () => {
  assertEquals(flags({}), {
    flags: [
      "--config.file=/etc/prometheus/config/prometheus.yml",
      "--storage.tsdb.path=/prometheus",
      "--storage.tsdb.retention.time=24h",
      "--web.route-prefix=/",
      "--web.enable-lifecycle",
    ],
    said: [],
  });
});

Deno.test("commandOf() reads retention, addresses, features and limits", () => {
  const { flags: given, said } = flags({
    retention: "15d",
    retentionSize: "1.5GB",
    walCompression: false,
    externalUrl: "https://prometheus.example/p",
    routePrefix: "p/",
    enableAdminAPI: true,
    enableRemoteWriteReceiver: true,
    enableFeatures: ["exemplar-storage", "exemplar-storage", "native-histograms"],
    query: { timeout: "1m", maxSamples: 1000 },
    logLevel: "debug",
    logFormat: "json",
    web: { pageTitle: "Shop & co" },
    additionalArgs: [{ name: "storage.tsdb.max-block-duration", value: "2h" }, {
      name: "web.enable-otlp",
    }],
  });
  assertEquals(given.slice(2), [
    "--storage.tsdb.retention.time=15d",
    "--storage.tsdb.retention.size=1.5GB",
    "--no-storage.tsdb.wal-compression",
    "--web.external-url=https://prometheus.example/p",
    "--web.route-prefix=/p",
    "--web.enable-lifecycle",
    "--web.enable-admin-api",
    "--web.enable-remote-write-receiver",
    "--web.page-title=Shop & co",
    "--query.timeout=1m",
    "--query.max-samples=1000",
    "--log.level=debug",
    "--log.format=json",
    "--enable-feature=exemplar-storage,native-histograms",
    "--storage.tsdb.max-block-duration=2h",
    "--web.enable-otlp",
  ]);
  assertEquals(said, []);
});

Deno.test("commandOf() keeps no time when the size is all that limits the data", () => {
  const { flags: given } = flags({ retentionSize: "10GiB" });
  assert(given.includes("--storage.tsdb.retention.size=10GiB"));
  assertFalse(given.some((flag) => flag.includes("retention.time")));
});

Deno.test("commandOf() leaves out what Prometheus would not start with", () => {
  const { flags: given, said } = flags({
    retention: "forever",
    retentionSize: "10",
    externalUrl: "prometheus",
    routePrefix: "a b",
    enableFeatures: ["a,b"],
    query: { maxConcurrency: 0.5 },
    logLevel: "loud",
    logFormat: "xml",
    web: { tlsConfig: { a: 1 } },
    additionalArgs: [{ name: "web.enable-lifecycle" }, { name: "--x" }, null],
  });
  assertEquals(given, flags({}).flags);
  assertEquals(said, [
    "bad-value spec.retention",
    "bad-value spec.retentionSize",
    "bad-value spec.externalUrl",
    "bad-value spec.routePrefix",
    "unsupported-field spec.web.tlsConfig",
    "bad-value spec.query.maxConcurrency",
    "bad-value spec.logLevel",
    "bad-value spec.logFormat",
    "bad-value spec.enableFeatures",
    "bad-argument spec.additionalArgs[0]",
    "bad-argument spec.additionalArgs[1]",
  ]);
});
