import { assertEquals } from "@std/assert";
import { deployment, manifest, workloadWith } from "../_testing.ts";
import {
  allContainers,
  isExcluded,
  iterNamedContainers,
  runsToEnd,
  skipReason,
  WORKLOAD_KINDS,
  workloadOf,
} from "./workloads.ts";

Deno.test("workloadOf() reads the pod template, or a Pod itself", () => {
  const metadata = { labels: { app: "x" }, annotations: { note: 1 } };
  const spec = { containers: [{ name: "x" }] };
  for (
    const kind of WORKLOAD_KINDS.filter((kind) => !["Pod", "StatefulSet", "Job"].includes(kind))
  ) {
    const workload = workloadOf(manifest(kind, "x", { spec: { template: { metadata, spec } } }))!;
    assertEquals(workload.id, { kind, namespace: "shop", name: "x" });
    assertEquals(workload.labels, { app: "x" });
    assertEquals(workload.annotations, { note: "1" });
    assertEquals(workload.pod, spec);
  }
  const pod = { kind: "Pod", metadata: { name: "x", ...metadata }, spec } as never;
  assertEquals(workloadOf(pod)?.labels, { app: "x" });
  assertEquals(workloadOf(pod)?.pod, spec);
});

Deno.test("workloadOf() adds the labels that a StatefulSet's pod gets", () => {
  const db = manifest("StatefulSet", "db", {
    spec: { template: { metadata: { labels: { app: "db" } } } },
  });
  assertEquals(workloadOf(db)?.labels, {
    app: "db",
    "apps.kubernetes.io/pod-index": "0",
    "statefulset.kubernetes.io/pod-name": "db-0",
  });
});

Deno.test("workloadOf() adds what a Job's pod gets, the first one's number where they have one", () => {
  const job = (spec: object) =>
    workloadOf(
      manifest("Job", "x", { spec: { template: { metadata: { labels: { app: "x" } } }, ...spec } }),
    )!;
  assertEquals(job({}).labels, {
    app: "x",
    "batch.kubernetes.io/job-name": "x",
    "job-name": "x",
  });
  assertEquals(job({}).annotations, {});
  const indexed = job({ completionMode: "Indexed" });
  assertEquals(indexed.labels["batch.kubernetes.io/job-completion-index"], "0");
  assertEquals(indexed.annotations, { "batch.kubernetes.io/job-completion-index": "0" });
});

Deno.test("runsToEnd() is so of Jobs and of Pods that end, and of no kind of another group", () => {
  const ends = (kind: string, pod: object = {}, more: object = {}) =>
    runsToEnd(
      workloadOf({
        ...manifest(kind, "x", { spec: kind === "Pod" ? pod : { template: { spec: pod } } }),
        ...more,
      })!,
    );
  assertEquals(ends("Job"), true);
  assertEquals(ends("Pod", { restartPolicy: "Never" }), true);
  assertEquals(ends("Pod", { restartPolicy: "OnFailure" }), true);
  assertEquals(ends("Pod"), false);
  assertEquals(ends("Deployment", { restartPolicy: "Never" }), false);
  assertEquals(ends("Job", {}, { apiVersion: "batch.volcano.sh/v1alpha1" }), false);
});

Deno.test("skipReason() says of a Job that it is suspended, or has no pods for now", () => {
  const reason = (kind: string, more: object) =>
    skipReason(
      manifest(kind, "x", { spec: { template: { spec: { containers: [{}] } }, ...more } }),
      [],
    );
  assertEquals(reason("Job", { suspend: true }), "suspended");
  assertEquals(reason("Job", { parallelism: 0 }), "suspended");
  assertEquals(reason("Job", { completions: 0 }), "suspended");
  assertEquals(reason("Job", { suspend: false, parallelism: 1 }), undefined);
  assertEquals(reason("Job", { suspend: null, parallelism: null }), undefined);
  assertEquals(reason("Deployment", { suspend: true }), undefined);
});

Deno.test("workloadOf() has the group in the identity when the kind is another's", () => {
  const widget = { ...deployment("web"), apiVersion: "example.com/v1", kind: "Widget" };
  assertEquals(workloadOf(widget)?.id, {
    group: "example.com",
    kind: "Widget",
    namespace: "shop",
    name: "web",
  });
});

Deno.test("workloadOf() is undefined when there is no pod template", () => {
  for (const spec of [undefined, null, "text", [], {}, { template: null }, { template: [] }]) {
    assertEquals(workloadOf(manifest("Deployment", "x", { spec })), undefined);
  }
});

Deno.test("workloadOf() has an empty pod when the template says nothing", () => {
  for (const spec of [undefined, null, "text", []]) {
    const workload = workloadOf(manifest("Deployment", "x", { spec: { template: { spec } } }));
    assertEquals(workload?.pod, {});
    assertEquals(workload?.labels, {});
  }
});

Deno.test("skipReason() says why a workload makes no services", () => {
  const withSpec = (more: object) => {
    const { spec, ...rest } = deployment("web");
    return { ...rest, spec: { ...spec as object, ...more } };
  };
  assertEquals(skipReason(deployment("web"), []), undefined);
  assertEquals(skipReason(deployment("web"), ["w*"]), "excluded");
  assertEquals(skipReason(withSpec({ replicas: 0 }), []), "no-replicas");
  assertEquals(skipReason(withSpec({ replicas: null }), []), undefined);
  assertEquals(skipReason(deployment("web", { containers: [null] }), []), "no-containers");
  assertEquals(skipReason(manifest("Pod", "web", { spec: null }), []), "no-containers");
  assertEquals(skipReason(manifest("Pod", "web"), []), "no-containers");
});

Deno.test("skipReason() is owned when another workload makes the pods", () => {
  const owned = (ownerReferences: unknown) => ({
    ...deployment("web"),
    metadata: { name: "web", ownerReferences },
  });
  assertEquals(skipReason(owned([null, { kind: "Deployment" }]), []), "owned");
  assertEquals(skipReason(owned([{ apiVersion: "apps/v1", kind: "Deployment" }]), []), "owned");
  assertEquals(skipReason(owned([{ kind: "CronJob" }]), []), undefined);
  assertEquals(skipReason(owned("text"), []), undefined);
  const foreign = { apiVersion: "example.com/v1", kind: "Deployment" };
  assertEquals(skipReason(owned([foreign]), []), undefined);
});

const PATTERNS: [pattern: string, matches: string[], others: string[]][] = [
  ["web", ["web"], ["web-1", "my-web", "we", ""]],
  ["cert-manager*", ["cert-manager", "cert-manager-webhook"], ["my-cert-manager", "cert"]],
  ["*-test", ["a-test", "-test"], ["a-tests"]],
  ["*", ["", "anything", "two\nlines"], []],
  ["w?b", ["web", "wib"], ["wb", "weeb"]],
  ["w[ei]b", ["web", "wib"], ["wab", "w[ei]b"]],
  ["w[a-e]b", ["web", "wab"], ["wfb"]],
  ["w[!a]b", ["web"], ["wab", "wb"]],
  ["w[!a-y]b", ["wzb"], ["wab", "wyb"]],
  ["[]a]x", ["]x", "ax"], ["[x", "bx"]],
  ["[!]a]x", ["bx"], ["]x", "ax"]],
  ["[a-]x", ["ax", "-x"], ["bx"]],
  ["[z-a]x", [], ["ax", "zx", "-x"]],
  ["[!z-a]x", ["ax", "-x"], []],
  ["[a\\]x", ["ax", "\\x"], ["bx"]],
  ["[[^]x", ["[x", "^x"], ["ax"]],
  ["a[", ["a["], ["a"]],
  ["a[]", ["a[]"], ["a"]],
  ["a.c", ["a.c"], ["abc"]],
  ["a+(b)|{c}^$", ["a+(b)|{c}^$"], ["aab"]],
  ["a\\d", ["a\\d"], ["a1"]],
  ["WEB", ["WEB"], ["web"]],
];

for (const [pattern, matches, others] of PATTERNS) {
  Deno.test(`isExcluded() goes by the shell's rules when the pattern is ${pattern}`, () => {
    assertEquals(matches.filter((name) => !isExcluded(name, [pattern])), []);
    assertEquals(others.filter((name) => isExcluded(name, [pattern])), []);
  });
}

Deno.test("isExcluded() is true when any pattern matches", () => {
  assertEquals(isExcluded("web", ["db", "w*"]), true);
  assertEquals(isExcluded("web", []), false);
});

Deno.test("iterNamedContainers() names services by role, in the order in which they start", () => {
  const workload = workloadWith({
    initContainers: [{ name: "wait" }, { name: "proxy", restartPolicy: "Always" }, null],
    containers: [null, { name: "app" }, { name: "log" }],
  });
  const named = [...iterNamedContainers(workload, "web")];
  assertEquals(named.map(({ serviceName, role }) => [serviceName, role]), [
    ["web-init-wait", "init"],
    ["web-init-proxy", "native-sidecar"],
    ["web", "main"],
    ["web-sidecar-log", "sidecar"],
  ]);
  assertEquals(named[2].container, { name: "app" });
});

Deno.test("iterNamedContainers() counts when a container has no name that Compose takes", () => {
  const workload = workloadWith({
    initContainers: [{}],
    containers: [{}, { name: null }, { name: "a b/c" }],
  });
  assertEquals([...iterNamedContainers(workload, "web")].map((named) => named.serviceName), [
    "web-init-0",
    "web",
    "web-sidecar-1",
    "web-sidecar-a-b-c",
  ]);
});

Deno.test("allContainers() has init containers first", () => {
  const workload = workloadWith({ initContainers: [{ name: "i" }], containers: [{ name: "c" }] });
  assertEquals(allContainers(workload), [{ name: "i" }, { name: "c" }]);
  assertEquals(allContainers(workloadWith({})), []);
});
