/**
 * Prometheus starts with what monitors and rules with odd texts become.
 */
import { assert } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import {
  make,
  object,
  podMonitor,
  prometheus,
  promtool,
  secret,
  serviceMonitor,
  web,
} from "../../extensions/servicemonitor/_testing.ts";
import { needsTool } from "../../tools/needs_tool.ts";
import { Odd, RUNS } from "./_odd.ts";

const PROMQL = [
  ...[
    "sum(",
    "rate(",
    "up",
    "x",
    "{",
    "}",
    "[5m]",
    "[5m:1m]",
    ")",
    "(",
    "by (a)",
    "on(a)",
    " + ",
    " == ",
  ],
  ...[
    " and ",
    "bool ",
    "1",
    "'a'",
    '"\\q"',
    "=~",
    "a=~",
    ",",
    "offset 5m",
    "@ start()",
    "-",
    "1e3",
    "#c\n",
  ],
];
const TEMPLATE = [
  ...[
    "{{",
    "}}",
    " $value ",
    "$labels.a",
    "| humanize",
    "if .A",
    "else",
    "end",
    "range query ",
    '"up"',
    "(",
  ],
  ...[
    ")",
    "nope",
    "{{- ",
    " -}}",
    "/* c */",
    "$x := 1",
    "printf ",
    "text",
    "{{ $value }}",
    "template ",
    ".",
  ],
];

function manifests(odd: Odd): Manifest[] {
  const pairs = (most: number) =>
    Object.fromEntries(odd.some(most, () => [odd.text(), odd.text()]));
  const words = (most: number) => odd.some(most, () => odd.text());
  const relabelings = () =>
    odd.some(2, () => ({
      sourceLabels: odd.of([["job"], words(2)]),
      regex: odd.text(),
      targetLabel: odd.of(["job", odd.text()]),
      replacement: odd.text(),
      separator: odd.text(),
      action: odd.of(["replace", "keep", "labelmap", odd.text()]),
    }));
  const endpoint = () => ({
    port: odd.of(["http", "www", odd.text()]),
    path: odd.text(),
    params: Object.fromEntries(odd.some(3, () => [odd.text(), words(2)])),
    interval: odd.of(["30s", odd.text()]),
    scrapeTimeout: odd.of(["10s", odd.text()]),
    scheme: odd.of(["http", odd.text()]),
    proxyUrl: odd.text(),
    basicAuth: {
      username: { name: "auth", key: "user" },
      password: { name: "auth", key: odd.text() },
    },
    tlsConfig: { serverName: odd.text() },
    relabelings: relabelings(),
    metricRelabelings: relabelings(),
  });
  const rule = () => ({
    [odd.of(["alert", "record"])]: odd.of(["name", odd.text()]),
    expr: odd.of(["up", odd.text(), odd.some(6, () => odd.of(PROMQL)).join("")]),
    for: odd.of(["5m", odd.text()]),
    labels: pairs(2),
    annotations: {
      ...pairs(2),
      summary: odd.some(6, () => odd.of(TEMPLATE)).join(""),
    },
  });
  return [
    prometheus({
      externalLabels: pairs(3),
      replicaExternalLabelName: odd.text(),
      scrapeInterval: odd.text(),
    }),
    serviceMonitor(endpoint(), { jobLabel: odd.text(), targetLabels: words(2) }),
    podMonitor(endpoint(), { podTargetLabels: words(2) }),
    object("PrometheusRule", "rules", {
      groups: odd.some(3, () => ({
        name: odd.text(),
        interval: odd.of(["1m", odd.text()]),
        rules: odd.some(3, rule),
      })),
    }),
    secret("auth", { user: odd.text(), password: odd.text() }),
    ...web(),
  ];
}

Deno.test({
  ...needsTool("promtool takes what odd texts become", "promtool", "Debian's prometheus"),
  async fn() {
    for (let run = 1; run <= RUNS; run++) {
      const { ctx } = make(manifests(new Odd(run)));
      const { success, said } = await promtool(ctx.files);
      assert(success, `run ${run}: ${said}`);
    }
  },
});
