import { assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { ComposeProject, Manifest } from "../../../pacts/mod.ts";
import { contextOf, said, service, workload } from "../_testing.ts";
import { warnUnansweredNames } from "./unanswered_names.ts";

const WEB = { networks: { default: { aliases: ["web.shop.svc", "web.shop"] } } };

/** What is said of a project, each as the name and its places. */
function look(
  services: ComposeProject["services"],
  files: Record<string, string> = {},
  manifests: Manifest[] = [],
): string[] {
  const ctx = contextOf([workload("shop/web"), service("shop/web"), ...manifests]);
  for (const [path, content] of Object.entries(files)) ctx.files.write(path, content);
  warnUnansweredNames({ name: "x", services: { web: WEB, ...services } }, [], ctx);
  return said(ctx.diagnostics).map((line) =>
    line.replace(/^warning unanswered-name: /, "").replace(/(?<=": ).*(?=It stands in)/s, "")
      .replace(/^nothing answers to /, "")
  );
}

const inFile = (content: string, manifests: Manifest[] = []) => look({}, { f: content }, manifests);

Deno.test("warnUnansweredNames() names each name once, with the places where it stands", () => {
  const lost = "http://lost.shop.svc.cluster.local/x";
  const services = {
    a: { environment: { URL: lost, NO_PROXY: "other.shop.svc" }, command: ["--to", lost] },
    b: { environment: [`URL=${lost}`] as never, entrypoint: lost as never },
    c: { healthcheck: { test: ["CMD", "get", lost] } },
  };
  assertEquals(look(services, { "configmaps/x/y": `\n\nurl = ${lost}\n` }), [
    '"lost.shop.svc.cluster.local": It stands in environment.URL of the service "a"; command of the service "a"; environment.URL of the service "b"; and in 3 more places',
  ]);
});

Deno.test("warnUnansweredNames() says nothing of names that are answered, by alias, host or service", () => {
  const extra_hosts = { "db.shop.svc": "192.0.2.1" };
  const environment = { A: "web.shop.svc:80", B: "db.shop.svc", C: "http://web.shop/", D: "web" };
  assertEquals(look({ a: { extra_hosts, environment } }), []);
});

Deno.test("warnUnansweredNames() knows names without .svc where Service, namespace or members are known", () => {
  const idle = service("shop/idle", "nobody");
  const set = {
    ...workload("shop/kv", {}, "StatefulSet"),
  } as Manifest & { spec: { serviceName?: string } };
  set.spec.serviceName = "kv-hl";
  const lines = inFile(
    "a idle.shop:80\nb kv-4.kv-hl\nc other.shop\nd file-1.txt kv.yaml 1.5\n",
    [idle, set],
  );
  assertEquals(lines, [
    '"idle.shop": It stands in f, line 1',
    '"kv-4.kv-hl": It stands in f, line 2',
  ]);
});

Deno.test("warnUnansweredNames() finds the short name of a Service that leads nowhere where a host stands", () => {
  const idle = service("shop/idle", "nobody");
  const environment = { A: "http://idle/x", B: "idle:80", C: "idle", D: "be idle", E: "idle-time" };
  assertEquals(look({ a: { environment } }, {}, [idle]), [
    '"idle": It stands in environment.A of the service "a"; environment.B of the service "a"; environment.C of the service "a"',
  ]);
});

Deno.test("warnUnansweredNames() passes over comments, wildcards, variables and names for TLS", () => {
  for (
    const text of [
      "# see lost.shop.svc",
      "  // lost.shop.svc",
      "; lost.shop.svc",
      "x = 1 # lost.shop.svc",
      "DNS:*.lost.shop.svc",
      "no .shop.svc",
      "host: ${POD}.web.shop.svc",
      "host: $pod.web.shop.svc",
      "host: {{ .Pod }}.web.shop.svc",
      "tls_server_name lost.shop.svc",
      "search shop.svc.cluster.local svc.cluster.local",
      "binary lost.shop.svc\0",
    ]
  ) assertEquals(inFile(text), [], text);
  assertEquals(inFile("host: ${POD}.lost.shop.svc").length, 1);
  assertEquals(inFile("url: http://lost.shop.svc/#x").length, 1);
});

Deno.test("warnUnansweredNames() says that SRV names don't work, and keeps passwords to itself", () => {
  const [first, second] = inFile(
    "_http._tcp.web.shop.svc\nmongodb+srv://me:secret@web.shop.svc/x\n",
  );
  assertStringIncludes(first, '"_http._tcp.web.shop.svc" asks DNS for SRV records');
  assertStringIncludes(second, '"mongodb+srv://web.shop.svc" asks DNS for SRV records');
  assertFalse(second.includes("secret"));
});

Deno.test("warnUnansweredNames() says why", () => {
  const ctx = contextOf([service("shop/idle", "nobody")]);
  const environment = { A: "kubernetes.default.svc idle.shop.svc gone.shop.svc" };
  warnUnansweredNames({ name: "x", services: { a: { environment } } }, [], ctx);
  assertEquals(
    said(ctx.diagnostics).map((line) => /: [^:]*: (.*?)\. Add/.exec(line)?.[1]),
    [
      "there is no Kubernetes API here",
      'the Service "idle" leads to no pod that is converted',
      'there is no Service "gone" in the namespace "shop"',
    ],
  );
});

Deno.test("warnUnansweredNames() names the object of a route that leads nowhere", () => {
  const ctx = contextOf([service("shop/idle", "nobody")]);
  const resource = { kind: "Ingress", namespace: "shop", name: "front" };
  const route = { host: "a.example", path: "/", scheme: "http" as const, resource };
  const entries = [{ ...route, upstream: "idle.shop.svc.cluster.local:80" }];
  warnUnansweredNames({ name: "x", services: {} }, entries, ctx);
  assertStringIncludes(said(ctx.diagnostics)[0], 'It stands in the Ingress "front"');
});

Deno.test("warnUnansweredNames() takes linear time when a line, or a file, is long", () => {
  for (const unit of ["lost.shop.svc ", "x.y ", "a.", "lost.shop.svc\n", "a-", "-.", "_a."]) {
    const time = (n: number) => {
      const text = unit.repeat(n);
      const start = performance.now();
      inFile(text);
      return performance.now() - start;
    };
    time(20_000);
    assertFalse(time(80_000) > 30 * Math.max(time(20_000), 1), unit);
  }
});
