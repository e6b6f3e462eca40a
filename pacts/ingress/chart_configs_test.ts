import { assertEquals } from "@std/assert";
import { contextOf } from "../_testing.ts";
import { chartGuards } from "./chart_configs.ts";

/** What values of RKE2's ingress-nginx restrict. */
function guards(valuesContent: string, chart = "rke2-ingress-nginx"): string[] {
  const metadata = { name: "rke2-ingress-nginx", namespace: "kube-system" };
  const config = { apiVersion: "helm.cattle.io/v1", kind: "HelmChartConfig", metadata };
  return chartGuards(chart, contextOf([{ ...config, spec: { valuesContent } }]));
}

Deno.test("chartGuards() names the keys of values that keep somebody out, of the chart that is asked for", () => {
  const values = "controller:\n  config:\n    whitelist-source-range: 10.0.0.0/8\n";
  const of = 'in valuesContent of the HelmChartConfig "rke2-ingress-nginx"';
  assertEquals(guards(values), [`whitelist-source-range ${of}`]);
  assertEquals(guards('{"loadBalancerSourceRanges": ["10.0.0.0/8"]}'), [
    `loadBalancerSourceRanges ${of}`,
  ]);
  assertEquals(guards(values, "traefik"), []);
});

Deno.test("chartGuards() finds none in values that keep nobody out", () => {
  for (
    const values of [
      "controller: {config: {use-gzip: 'true'}}",
      "loadBalancerSourceRanges: []",
      "controller: {config: {enable-modsecurity: 'false'}}",
      "",
    ]
  ) assertEquals(guards(values), [], values);
});
