import type { Manifest } from "@dekube/engine/pacts";
import { testConversion } from "@dekube/engine/testing";
import { assertEquals } from "@std/assert";
import * as caddy from "../caddy/mod.ts";
import * as workload from "../workload/mod.ts";
import { backend, ingress, long, rewrite, service } from "./_testing.ts";
import * as haproxy from "./mod.ts";

function config(name: string, data: Record<string, string>): Manifest {
  return { kind: "ConfigMap", metadata: { name, namespace: "edge" }, data };
}

function controller(name: string, ...args: string[]): Manifest {
  const image = "haproxytech/kubernetes-ingress:3.0";
  const containers = [{ name, image, args: [`--configmap=edge/${name}`, ...args] }];
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "edge" },
    spec: { template: { spec: { containers } } },
  };
}

const RULES = [{ host: "shop.example", http: { paths: [{ path: "/", backend: backend("web") }] } }];

function route(className: string | null, short: Record<string, string>, others: Manifest[]) {
  const spec = { rules: RULES, ...(className === null ? {} : { ingressClassName: className }) };
  return rewrite(ingress(spec, long(short)), [service("web"), ...others]).entries[0];
}

Deno.test("what the controller's ConfigMap says holds where an Ingress says nothing", () => {
  const edge = [
    config("edge", { "allow-list": "10.0.0.0/8", "ssl-redirect": "true" }),
    controller("edge", "--ingress.class=haproxy", "--empty-ingress-class"),
  ];
  for (const name of ["haproxy", null]) {
    assertEquals(route(name, {}, edge).allowedSources, ["10.0.0.0/8"]);
    assertEquals(route(name, {}, edge).tls, {});
  }
  const own = route("haproxy", { whitelist: "::1", "ssl-redirect": "false" }, edge);
  assertEquals([own.allowedSources, own.tls], [["::1"], undefined]);
});

Deno.test("of several controllers the one that reads the Ingress says what holds, of both what both ask", () => {
  const both = (...classes: string[]) => [
    config("one", { "allow-list": "10.0.0.0/8" }),
    config("two", { "allow-list": "10.1.0.0/16" }),
    controller("one", `--ingress.class=${classes[0]}`),
    controller("two", `--ingress.class=${classes[1]}`),
  ];
  assertEquals(route("haproxy", {}, both("haproxy", "other")).allowedSources, ["10.0.0.0/8"]);
  assertEquals(route("haproxy", {}, both("haproxy", "haproxy")).allowedSources, ["10.1.0.0/16"]);
});

Deno.test("what can't be kept of a controller's ConfigMap closes the routes of its Ingresses", async () => {
  const closedBy = async (data: Record<string, string>, pod = controller("edge")) => {
    const { diagnostics } = await testConversion([haproxy, caddy, workload], [
      ingress({ rules: RULES, ingressClassName: "haproxy" }),
      service("web"),
      config("edge", data),
      pod,
    ]);
    return [...diagnostics].filter(({ code }) => code === "access-denied")
      .map(({ message }) => /kept: (.*?)\. Nothing/.exec(message)?.[1]);
  };
  const of = 'of the ConfigMap "edge"';
  assertEquals(await closedBy({ "deny-list": "10.0.0.0/8" }), [`deny-list ${of}`]);
  assertEquals(await closedBy({ "client-ca": "edge/ca" }), [`client-ca ${of}`]);
  const snippet = { "frontend-config-snippet": "http-request deny if x" };
  assertEquals(await closedBy(snippet), [`frontend-config-snippet ${of}`]);
  for (const key of ["cr-defaults", "cr-frontend", "cr-backend"]) {
    assertEquals(await closedBy({ [key]: "edge/rules" }), [`${key} ${of}`]);
  }
  assertEquals(await closedBy({ "stats-config-snippet": "stats auth admin:x" }), []);
  assertEquals(await closedBy({ "cr-global": "edge/process" }), []);
  assertEquals(await closedBy({ "allow-list": "10.0.0.0/8", "syslog-server": "x" }), []);
  // Of haproxy-ingress nothing is kept.
  const image = "quay.io/jcmoraisjr/haproxy-ingress:v0.14";
  const pod = controller("edge");
  Object.assign((pod.spec as typeof POD).template.spec.containers[0], { image });
  assertEquals(await closedBy({ "allowlist-source-range": "10.0.0.0/8" }, pod), [
    `allowlist-source-range ${of}`,
  ]);
});

Deno.test("connections that the controllers' ConfigMaps name go to their Services", async () => {
  const tcp = (name: string, value: string) => config(name, { "9000": value });
  const pods = [
    controller("one", "--configmap-tcp-services=edge/a"),
    controller("two", "--tcp-services-configmap=edge/b"),
  ];
  const image = "quay.io/jcmoraisjr/haproxy-ingress:v0.14";
  Object.assign((pods[1].spec as typeof POD).template.spec.containers[0], { image });
  const { project, diagnostics } = await testConversion([haproxy, caddy, workload], [
    ...pods,
    tcp("a", "shop/web:80"),
    config("b", { "9001": "shop/web:80::PROXY" }),
    service("web", {}, { selector: { app: "web" }, ports: [{ port: 80 }] }),
    {
      kind: "Pod",
      metadata: { name: "web", namespace: "shop", labels: { app: "web" } },
      spec: { containers: [{ name: "web", image: "web" }] },
    },
  ]);
  assertEquals(project.services.web.ports, ["9000:80"]);
  // Caddy can't tell a backend who the client is.
  const said = [...diagnostics].filter(({ resource }) => resource?.name === "b");
  assertEquals(said.map(({ severity }) => severity), ["error"]);
});

/** What is said of the ConfigMap of a controller. */
function saidOf(data: Record<string, string>, image?: string): string[] {
  const pod = controller("edge", "--ingress.class=haproxy");
  if (image) Object.assign((pod.spec as typeof POD).template.spec.containers[0], { image });
  const spec = { rules: RULES, ingressClassName: "haproxy" };
  const { ctx } = rewrite(ingress(spec), [service("web"), config("edge", data), pod]);
  return [...ctx.diagnostics].map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

Deno.test("what is lost of a controller's ConfigMap, and what it does not have, is said once", () => {
  assertEquals(
    saidOf({
      "src-ip-header": "X-Real-IP",
      "rate-limit-status-code": "403",
      "nbthread": "4",
      "ssl-redirekt": "true",
      "syslog-server": "address:127.0.0.1",
      "maxconn": "",
      "frontend.acme.example/log": "yes",
    }),
    [
      "lost-controller-settings data: says of all routes of its controller what can't be kept here: src-ip-header (the client's address is that of its connection, whatever a header says: lists of networks are held to it); frontend.acme.example/log (lines of HAProxy's own configuration can't be kept); rate-limit-status-code (who asks too often gets the proxy's own status, 429)",
      'unknown-controller-settings data: its controller has no setting ssl-redirekt (did you mean "ssl-redirect"?), so nobody reads it, not in a cluster either. Correct or take out what is misspelt',
    ],
  );
  const other = "quay.io/jcmoraisjr/haproxy-ingress:v0.14";
  assertEquals(
    saidOf({
      "ssl-redirect": "true",
      "timeout-server": "3s",
      "http-response-404": "gone",
      "cors-max-age": "5",
      "whitelist-source-range": "10.0.0.0/8",
      "nbthread": "4",
      "set-host": "a",
    }, other),
    [
      "lost-controller-settings data: says of all routes of its controller what can't be kept here: timeout-server (the proxy waits for backends as long as it does); http-response-404 (errors reach the client as the backend answers them)",
      "unknown-controller-settings data: its controller has no setting set-host, so nobody reads it, not in a cluster either. Correct or take out what is misspelt",
    ],
  );
  assertEquals(saidOf({ "hsts": "false", "ssl-redirect-code": "302" }, other), []);
});

Deno.test("what annotations of a backend say, the controller's ConfigMap says for all", () => {
  const edge = (data: Record<string, string>) => [config("edge", data), controller("edge")];
  const all = edge({ "server-ssl": "true", "set-host": "inner.example" });
  const { scheme, upstreamHost } = route("haproxy", {}, all);
  assertEquals([scheme, upstreamHost], ["https", "inner.example"]);
  assertEquals(route("haproxy", { "server-ssl": "false" }, all).scheme, "http");
});

declare const POD: { template: { spec: { containers: object[] } } };
