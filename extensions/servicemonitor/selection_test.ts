import { assertEquals } from "@std/assert";
import { make, object, prometheus, serviceMonitor, web } from "./_testing.ts";

const named = (name: string, namespace: string, labels = {}) => ({
  ...serviceMonitor({ port: "http" }, { namespaceSelector: { any: true } }),
  metadata: { name, namespace, labels },
});

const monitors = [
  named("b", "shop", { release: "x" }),
  named("a", "shop"),
  named("c", "data", { release: "x" }),
  ...web(),
];

function selected(spec: object, others: ReturnType<typeof object>[] = [], config = {}) {
  const { config: made, said } = make([prometheus(spec), ...monitors, ...others], { config });
  return {
    names: made.scrape_configs.map(({ job_name }: { job_name: string }) => job_name.split("/")[2]),
    said,
  };
}

Deno.test("selectedObjects() takes all, by namespace and name, when no selector excludes any", () => {
  assertEquals(selected({}), { names: ["c", "a", "b"], said: [] });
  const all = { serviceMonitorSelector: {}, serviceMonitorNamespaceSelector: {} };
  assertEquals(selected(all).names, ["c", "a", "b"]);
});

Deno.test("selectedObjects() leaves out what a selector excludes, and says so", () => {
  const { names, said } = selected({ serviceMonitorSelector: { matchLabels: { release: "x" } } });
  assertEquals(names, ["c", "b"]);
  assertEquals(said, ["not-selected spec"]);
});

Deno.test("selectedObjects() asks for the labels of a namespace, when it is among the manifests", () => {
  const spec = { serviceMonitorNamespaceSelector: { matchLabels: { team: "x" } } };
  const namespace = { kind: "Namespace", metadata: { name: "shop", labels: { team: "y" } } };
  assertEquals(selected(spec, [namespace]).names, ["c"]);
  const byName = { "kubernetes.io/metadata.name": "shop" };
  assertEquals(
    selected({ serviceMonitorNamespaceSelector: { matchLabels: byName } }).names,
    ["a", "b"],
  );
});

Deno.test("selectedObjects() leaves out in silence what the user excludes", () => {
  assertEquals(selected({}, [], { exclude: ["a"] }), { names: ["c", "b"], said: [] });
});

Deno.test("selectedObjects() keeps to the selector of rules", () => {
  const groups = [{ name: "a", rules: [{ record: "a", expr: "1" }] }];
  const { config, said } = make([
    prometheus({ ruleSelector: { matchLabels: { role: "x" } } }),
    object("PrometheusRule", "kept", { groups }, { role: "x" }),
    object("PrometheusRule", "other", { groups }),
  ]);
  assertEquals(config.rule_files, ["/etc/prometheus/config/rules/kept.yml"]);
  assertEquals(said, ["not-selected spec"]);
});
