import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { said, testConversion } from "@dekube/engine/testing";
import * as caddy from "../caddy/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import * as nginx from "../nginx/mod.ts";
import * as workload from "../workload/mod.ts";
import * as keycloakModule from "./mod.ts";
import { convertAll, keycloak, object, QUIET, secret } from "./_testing.ts";

const RESOURCE = { group: "k8s.keycloak.org", kind: "Keycloak", namespace: "iam", name: "sso" };

function routesOf(spec: object, ...others: Parameters<typeof convertAll>[0]) {
  const { entries, ctx } = convertAll([keycloak({ ...QUIET, ...spec }), ...others]);
  return { entries: entries.map(({ ingress: _, ...entry }) => entry), said: said(ctx) };
}

const ROUTE = {
  host: "sso.example",
  path: "/",
  pathType: "Prefix" as const,
  upstream: "sso-service.iam.svc.cluster.local:8080",
  scheme: "http" as const,
  resource: RESOURCE,
};

Deno.test("routeOf() leads the host to the server", () => {
  assertEquals(routesOf({}), { entries: [ROUTE], said: [] });
  for (
    const hostname of ["https://sso.example/auth", "https://SSO.example:8443", "sso.example:443"]
  ) {
    assertEquals(routesOf({ hostname: { hostname } }).entries, [ROUTE], hostname);
  }
});

Deno.test("routeOf() takes the certificate for the host from spec.ingress", () => {
  assertEquals(routesOf({ ingress: { tlsSecret: "web", className: "nginx" } }), {
    entries: [{ ...ROUTE, tls: { secret: { namespace: "iam", name: "web" } } }],
    said: [],
  });
});

Deno.test("routeOf() speaks HTTPS to a server that speaks nothing else", () => {
  const tls = (data: object = {}) => secret("tls", { "tls.crt": "C", "tls.key": "K", ...data });
  const secure = {
    ...ROUTE,
    upstream: "sso-service.iam.svc.cluster.local:8443",
    scheme: "https" as const,
    serverSni: "sso.example",
  };
  const http = { tlsSecret: "tls" };
  assertEquals(routesOf({ http }, tls()).entries, [secure]);
  assertEquals(routesOf({ http }, tls({ "ca.crt": "A" })).entries, [
    { ...secure, serverCaSecret: { namespace: "iam", name: "tls" } },
  ]);
  assertEquals(routesOf({ http: { ...http, httpEnabled: true } }, tls()).entries, [ROUTE]);
  assertEquals(routesOf({ http }).entries, [ROUTE]);
});

Deno.test("routeOf() asks for a name that the certificate bears", () => {
  const tls = secret("tls", { "tls.crt": "C", "tls.key": "K" });
  const sni = (spec: object) =>
    routesOf(
      { http: { tlsSecret: "tls" } },
      tls,
      object("Certificate", "x", { apiVersion: "cert-manager.io/v1", spec }),
    ).entries[0]
      .serverSni;
  assertEquals(sni({ secretName: "tls", dnsNames: ["*.iam", "kc.iam", "a.iam"] }), "kc.iam");
  assertEquals(sni({ secretName: "tls", dnsNames: ["kc.iam", "sso.example"] }), "sso.example");
  assertEquals(sni({ secretName: "tls", commonName: "kc", dnsNames: null }), "kc");
  assertEquals(sni({ secretName: "other", dnsNames: ["kc.iam"] }), "sso.example");
});

Deno.test("routeOf() makes none when the ingress is off, or there is no usable host", () => {
  assertEquals(routesOf({ ingress: { enabled: false } }), { entries: [], said: [] });
  assertEquals(routesOf({ hostname: { strict: false } }), {
    entries: [],
    said: ["no-route spec.ingress"],
  });
  for (const hostname of ["a b", "x {\n", "-", "https://", "a..b", "*.example"]) {
    assertEquals(routesOf({ hostname: { hostname } }), {
      entries: [],
      said: ["bad-host spec.hostname.hostname"],
    });
  }
});

Deno.test("routeOf() leaves a host to an Ingress that routes it", () => {
  const ingress = object("Ingress", "web", { spec: { rules: [null, { host: "SSO.example" }] } });
  assertEquals(routesOf({}, ingress), { entries: [], said: ["declared-route spec.ingress"] });
  const other = object("Ingress", "web", { spec: { rules: [{ host: "other.example" }] } });
  assertEquals(routesOf({}, other, object("Ingress", "broken", { spec: "x" })).entries, [ROUTE]);
});

Deno.test("routeOf() names the Ingress that the operator makes, whose guards hold for the route", async () => {
  const annotation = "nginx.ingress.kubernetes.io/whitelist-source-range";
  const ingressOf = (ingress: object) =>
    convertAll([keycloak({ ...QUIET, ingress })]).entries[0].ingress;
  assertEquals(ingressOf({ className: "edge", tlsSecret: "web" }), {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: { name: "sso-ingress", namespace: "iam", annotations: {} },
    spec: {
      ingressClassName: "edge",
      rules: [{
        host: "sso.example",
        http: {
          paths: [{
            path: "/",
            pathType: "Prefix",
            backend: { service: { name: "sso-service", port: { number: 8080 } } },
          }],
        },
      }],
      tls: [{ hosts: ["sso.example"], secretName: "web" }],
    },
  } as never);

  const guarded = async (ingress: object, ...others: Manifest[]) => {
    const { diagnostics, files } = await testConversion(
      [keycloakModule, nginx, haproxy, caddy, workload],
      [keycloak({ ...QUIET, ingress }), ...others],
    );
    const config = String(files.get("Caddyfile")?.content);
    const closed = [...diagnostics].filter(({ code }) => code === "access-denied")
      .map(({ message }) => /kept: (.*?)\. Nothing/.exec(message)?.[1]);
    return [/client_ip ([^\n]*)/.exec(config)?.[1], closed];
  };
  const annotations = { [annotation]: "10.0.0.0/8" };
  assertEquals(await guarded({ className: "nginx", annotations }), ["10.0.0.0/8", []]);
  const edge = object("ConfigMap", "ingress-nginx-controller", {
    apiVersion: "v1",
    data: { "whitelist-source-range": "10.1.0.0/16" },
  });
  assertEquals(await guarded({ className: "nginx" }, edge), ["10.1.0.0/16", []]);
  assertEquals(await guarded({ className: "other" }, edge), [undefined, [
    'no loaded extension reads the class "other", whose controller may ask for more',
  ]]);
  assertEquals(await guarded({}), [undefined, []]);
  assertEquals(await guarded({ annotations: { [annotation]: "x" } }), [undefined, [annotation]]);
});

Deno.test("routeOf() says which annotations have no effect", () => {
  assertEquals(routesOf({ ingress: { annotations: { "example.org/colour": "red" } } }), {
    entries: [ROUTE],
    said: ["ignored-annotations spec.ingress.annotations"],
  });
});

Deno.test("routeOf() says which annotations have no effect beside those that guard", () => {
  const prefix = "nginx.ingress.kubernetes.io";
  const annotations = {
    "kubernetes.io/ingress.class": "nginx",
    [`${prefix}/auth-url`]: "http://auth/",
    [`${prefix}/auth-response-headers`]: "X-User",
  };
  assertEquals(routesOf({ ingress: { annotations } }).said, []);
  const more = { ...annotations, [`${prefix}/proxy-body-size`]: "1m" };
  assertEquals(routesOf({ ingress: { annotations: more } }).said, [
    "ignored-annotations spec.ingress.annotations",
  ]);
});
