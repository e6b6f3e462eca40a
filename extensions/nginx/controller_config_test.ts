import type { Manifest } from "@dekube/engine/pacts";
import { testContext, testConversion } from "@dekube/engine/testing";
import { assertEquals } from "@std/assert";
import { ingress, rewrite, SERVICE, type Short } from "./_testing.ts";
import * as caddy from "../caddy/mod.ts";
import * as workload from "../workload/mod.ts";
import * as nginx from "./mod.ts";

function config(data: Record<string, string>, name = "ingress-nginx-controller"): Manifest {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, namespace: "ingress-nginx" },
    data,
  } as Manifest;
}

/** The controller's Deployment, with the class that it serves. */
function controller(configMap: string, ingressClass: string): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: configMap, namespace: "ingress-nginx" },
    spec: {
      template: {
        spec: {
          containers: [{
            name: "controller",
            image: "registry.k8s.io/ingress-nginx/controller:v1.12.0",
            args: [
              "/nginx-ingress-controller",
              `--ingress-class=${ingressClass}`,
              `--configmap=$(POD_NAMESPACE)/${configMap}`,
            ],
          }],
        },
      },
    },
  };
}

/** What closes the one route of an Ingress; `open` where nothing does. */
async function closedBy(short: Short, others: Manifest[], ingressClass = "nginx") {
  const manifest = ingress(short);
  Object.assign(manifest.spec!, { ingressClassName: ingressClass });
  const { diagnostics } = await testConversion(
    [nginx, caddy, workload],
    [manifest, SERVICE, ...others],
    { config: { ingressTypes: { internal: "nginx" } } },
  );
  const denied = [...diagnostics].filter(({ code }) => code === "access-denied");
  return denied.map(({ message }) => /kept: (.*?)\. Nothing/.exec(message)![1]).join("; ") ||
    "open";
}

const OF = 'of the ConfigMap "ingress-nginx-controller"';

Deno.test("what the controller's ConfigMap refuses closes the routes of its Ingresses", async () => {
  for (
    const [key, value] of [
      ["block-cidrs", "10.0.0.0/8"],
      ["block-user-agents", "~*curl"],
      ["block-referers", "bad.example"],
      ["denylist-source-range", "10.0.0.0/8"],
      ["enable-modsecurity", "true"],
      ["http-snippet", "deny 10.1.2.3;"],
      ["location-snippet", "auth_request /auth;"],
      ["plugins", "oidc"],
    ]
  ) {
    const others = [config({ [key]: value })];
    assertEquals(await closedBy({}, others), `${key} ${OF}`);
    // No other guard takes its place.
    const own = await closedBy({ "whitelist-source-range": "10.0.0.0/8" }, others);
    assertEquals(own.includes(`${key} ${OF}`), true, own);
  }
  assertEquals(
    await closedBy({}, [config({ "global-auth-url": "no url" })]),
    `global-auth-url ${OF}`,
  );
});

Deno.test("what the controller's ConfigMap says of others leaves the routes open", async () => {
  const harmless = {
    "block-cidrs": "",
    "enable-modsecurity": "false",
    "http-snippet": "proxy_cache_path /tmp/c;",
    "proxy-body-size": "8m",
    "9000": "shop/web:9000",
  };
  assertEquals(await closedBy({}, [config(harmless)]), "open");
  // It is off for all, so rules have nothing to act on.
  const rules = { "modsecurity-snippet": "SecRuleEngine On" };
  assertEquals(await closedBy(rules, [config(harmless)]), "open");
  assertEquals(
    await closedBy(rules, []),
    "nginx.ingress.kubernetes.io/modsecurity-snippet",
  );
  const on = [config({ "enable-modsecurity": "true" })];
  assertEquals(await closedBy({ "enable-modsecurity": "false" }, on), "open");
});

Deno.test("what the controller's ConfigMap asks by default is kept, unless an Ingress says otherwise", async () => {
  const global = config({
    "whitelist-source-range": "10.0.0.0/8,192.168.0.0/16",
    "global-auth-url": "https://auth.example/check",
    "global-auth-response-headers": "X-User",
  });
  const guards = (short: Short) => {
    const { entries: [entry], said } = rewrite(ingress(short), [global]);
    const { url, responseHeaders } = entry.forwardAuth ?? {};
    return [entry.allowedSources, url, responseHeaders, said];
  };
  const sources = ["10.0.0.0/8", "192.168.0.0/16"];
  const asked = ["https://auth.example/check", ["X-User"]];
  assertEquals(guards({}), [sources, ...asked, []]);
  assertEquals(guards({ "enable-global-auth": "true" }), [sources, ...asked, []]);
  assertEquals(guards({ "enable-global-auth": "false" }), [sources, undefined, undefined, []]);
  assertEquals(
    guards({ "allowlist-source-range": "1.2.3.4", "auth-url": "https://own.example/" }),
    [["1.2.3.4"], "https://own.example/", [], []],
  );
  assertEquals(await closedBy({}, [global]), "open");
});

Deno.test("an Ingress that dekube.yaml maps to another class keeps to its own controller's ConfigMap", () => {
  const manifests = [
    config({ "whitelist-source-range": "0.0.0.0/0" }),
    controller("ingress-nginx-controller", "nginx"),
    config({ "whitelist-source-range": "10.0.0.0/8" }, "inside"),
    controller("inside", "internal"),
  ];
  const sources = (ingressClassName: string) => {
    const manifest = ingress();
    Object.assign(manifest.spec!, { ingressClassName });
    const options = { config: { ingressTypes: { internal: "nginx" } } };
    const ctx = testContext([SERVICE, manifest, ...manifests], options);
    const [entry] = new nginx.NginxRewriter().rewrite(manifest, ctx);
    return entry.allowedSources;
  };
  assertEquals(sources("internal"), ["10.0.0.0/8"]);
  assertEquals(sources("nginx"), ["0.0.0.0/0"]);
});

Deno.test("of several ConfigMaps that may hold, what each asks holds", async () => {
  const two = (one: Record<string, string>, other: Record<string, string>) => [
    config(one),
    config(other, "other"),
    controller("ingress-nginx-controller", "nginx"),
    controller("other", "nginx"),
  ];
  const list = "whitelist-source-range";
  const lists = (one: string, other: string) => two({ [list]: one }, { [list]: other });
  const { entries: [entry] } = rewrite(ingress(), lists("0.0.0.0/0", "10.0.0.0/8, ::1"));
  assertEquals(entry.allowedSources, ["10.0.0.0/8"]);
  assertEquals(await closedBy({}, lists("0.0.0.0/0", "10.0.0.0/8")), "open");
  const both = 'of the ConfigMaps "ingress-nginx-controller" and "other"';
  for (const other of ["192.168.0.0/16", "office"]) {
    assertEquals(
      await closedBy({}, lists("10.0.0.0/8", other)),
      `${list} ${both} (they have no network in common)`,
    );
  }
  const url = "global-auth-url";
  const [a, b] = ["https://a.example/", "https://b.example/"];
  assertEquals(
    await closedBy({}, two({ [url]: a }, { [url]: b })),
    `${url} ${both} (they ask differently)`,
  );
  assertEquals(await closedBy({}, two({ [url]: a }, {})), "open");
  assertEquals(rewrite(ingress(), two({}, { [url]: a })).entries[0].forwardAuth?.url, a);
  const firewall = two({ "enable-modsecurity": "false" }, { "enable-modsecurity": "true" });
  assertEquals(await closedBy({}, firewall), 'enable-modsecurity of the ConfigMap "other"');
});

Deno.test("what can't be kept of a controller's ConfigMap is said where it stands, once", () => {
  const data = { "global-auth-url": "no url", "proxy-body-size": "large" };
  const { ctx } = rewrite(ingress(), [config(data)]);
  const said = [...ctx.diagnostics].map(({ resource, path, message }) => [
    ...[resource?.kind, path, message.slice(0, message.indexOf(":"))],
  ]);
  assertEquals(said.sort(), [
    ["ConfigMap", "data.global-auth-url", "global-auth-url"],
    ["ConfigMap", "data.proxy-body-size", "proxy-body-size"],
  ]);
});

Deno.test("a controller's ConfigMap says what annotations say for one Ingress", () => {
  const data = { "ssl-redirect": "false", "proxy-body-size": "8m" };
  const tls = ingress();
  Object.assign(tls.spec!, { tls: [{ hosts: ["shop.example"] }] });
  const { entries: [entry] } = rewrite(tls, [config(data)]);
  assertEquals([entry.protocols, entry.maxBodySize], [["http", "https"], "8m"]);
});

Deno.test("a controller's ConfigMap holds for the Ingresses of its classes", async () => {
  const other = "nginx-internal";
  const both = [
    config({}),
    controller("ingress-nginx-controller", "nginx"),
    config({ "block-cidrs": "10.0.0.0/8" }, other),
    controller(other, "internal"),
  ];
  assertEquals(await closedBy({}, both), "open");
  const closed = `block-cidrs of the ConfigMap "${other}"`;
  assertEquals(await closedBy({}, both, "internal"), closed);
  // Nobody serves it, so anybody may.
  assertEquals(await closedBy({ "use-regex": "false" }, both, "strange"), closed);
  // It is no controller's.
  assertEquals(await closedBy({}, [config({ "block-cidrs": "10.0.0.0/8" }, "web")]), "open");
});

Deno.test("routes that the controller's ConfigMap closes say where to open them", async () => {
  const { diagnostics } = await testConversion(
    [nginx, caddy, workload],
    [ingress({}), SERVICE, config({ "block-user-agents": "~*curl" })],
    {},
  );
  const denied = [...diagnostics].filter(({ code }) => code === "access-denied");
  assertEquals(denied.map(({ message }) => message.replace(/^.*its guard\. /, "")), [
    'If everybody may come in, take it out of the ConfigMap "ingress-nginx-controller", or serve it by a proxy of your own',
  ]);
});

/** What is said of the controller's ConfigMap alone. */
function saidOf(data: Record<string, string>, ...others: Manifest[]): string[] {
  const { ctx } = rewrite(ingress(), [config(data), ...others]);
  return [...ctx.diagnostics].map(({ code, path, message }) => `${code} ${path}: ${message}`);
}

Deno.test("what is lost of the controller's ConfigMap is said once, with the keys and what that means", () => {
  assertEquals(
    saidOf({
      "use-forwarded-headers": "true",
      "proxy-real-ip-cidr": "10.0.0.0/8",
      "no-auth-locations": "/open",
      "custom-http-errors": "404,503",
      "http-snippet": "proxy_cache_path /tmp/c;",
    }),
    [
      "lost-controller-settings data: says of all routes of its controller what can't be kept here: use-forwarded-headers, proxy-real-ip-cidr (the client's address is that of its connection, whatever a header says: lists of networks are held to it); no-auth-locations (who may come in is asked there as well); custom-http-errors (errors reach the client as the backend answers them); http-snippet (lines of nginx's own configuration have no counterpart here)",
    ],
  );
});

Deno.test("what asks for nothing in the controller's ConfigMap is not said", () => {
  assertEquals(
    saidOf({
      "use-forwarded-headers": "false",
      "proxy-real-ip-cidr": "10.0.0.0/8",
      "custom-http-errors": "",
      "limit-req-status-code": "429",
      "no-auth-locations": "/.well-known/acme-challenge",
      "worker-processes": "4",
      "load-balance": "ewma",
      "server-tokens": "false",
      "enable-opentelemetry": "true",
      "proxy-redirect-from": "off",
    }),
    [],
  );
});

Deno.test("keys that the controller does not have are named, with what may be meant", () => {
  assertEquals(saidOf({ "proxy-boddy-size": "8m", "made-up": "1", "use-gzip": "false" }), [
    'unknown-controller-settings data: its controller has no setting proxy-boddy-size (did you mean "proxy-body-size"?), made-up, so nobody reads them, not in a cluster either. Correct or take out what is misspelt',
  ]);
  // The chart labels lists of headers like the controller's own.
  const headers = config({ "X-Frame-Options": "DENY" }, "ingress-nginx-custom-add-headers");
  Object.assign(headers.metadata, { labels: { "app.kubernetes.io/name": "ingress-nginx" } });
  assertEquals(saidOf({}, headers), []);
});

Deno.test("the controller's ConfigMap sets and hides headers for all routes", () => {
  const headers = (name: string, data: Record<string, string>) => config(data, name);
  const others = [
    headers("answers", { "X-Frame-Options": "DENY", "X-Time": "$msec" }),
    headers("requests", { "x-real-ip": "$http_x_forwarded_for", "X-Odd": "$geoip_city" }),
  ];
  const global = config({
    "add-headers": "ingress-nginx/answers",
    "proxy-set-headers": "ingress-nginx/requests",
    "hide-headers": "X-Powered-By, Server",
    "proxy-add-original-uri-header": "true",
    "generate-request-id": "false",
  });
  const own = ingress({
    "configuration-snippet": "more_set_headers 'x-frame-options: SAMEORIGIN';",
  });
  const { entries: [entry], said } = rewrite(own, [global, ...others]);
  assertEquals(entry.responseHeaders, {
    remove: ["X-Powered-By", "Server"],
    set: { "x-frame-options": "SAMEORIGIN" },
  });
  const { set = {} } = entry.requestHeaders ?? {};
  assertEquals(
    ["X-Request-ID", "X-Real-IP", "x-real-ip", "X-Original-URI"].map((name) => set[name]),
    [undefined, undefined, "$forwarded_for", "$request_uri"],
  );
  assertEquals(said, ["warning unsupported-add-headers", "warning unsupported-proxy-set-headers"]);
  for (const value of ["answers", "ingress-nginx/none"]) {
    const { said, entries } = rewrite(ingress(), [config({ "add-headers": value }), ...others]);
    assertEquals([said, entries[0].responseHeaders], [["warning invalid-add-headers"], undefined]);
  }
});

Deno.test("the controller's ConfigMap says how hosts with certificates are served", () => {
  const route = (data: Record<string, string>, short: Short = {}, path = "/") => {
    const manifest = ingress(short, { paths: [[path, "Prefix"]] });
    Object.assign(manifest.spec!, { tls: [{ hosts: ["shop.example"], secretName: "cert" }] });
    const { entries: [entry], said } = rewrite(manifest, [config(data)]);
    const { tls, protocols, httpsRedirect, responseHeaders } = entry;
    return { tls, protocols, httpsRedirect, set: responseHeaders?.set, said };
  };
  const secret = { namespace: "shop", name: "cert" };
  const plain = { protocols: undefined, httpsRedirect: undefined, set: undefined, said: [] };
  assertEquals(route({}), { ...plain, tls: { secret } });
  assertEquals(route({ "http-redirect-code": "301" }).httpsRedirect, 301);
  const bad = route({ "http-redirect-code": "303" });
  assertEquals([bad.httpsRedirect, bad.said], [undefined, ["warning invalid-http-redirect-code"]]);
  const open = { "no-tls-redirect-locations": "/.well-known, /open" };
  assertEquals(route(open, {}, "/open/a").protocols, ["http", "https"]);
  assertEquals(route(open, { "force-ssl-redirect": "true" }, "/open").protocols, ["http", "https"]);
  assertEquals(route(open, {}, "/other").protocols, undefined);
  assertEquals(route({ "ssl-protocols": "TLSv1.3" }).tls, {
    secret,
    minVersion: "1.3",
    maxVersion: "1.3",
  });
  assertEquals(route({ "ssl-protocols": "TLSv1.2 TLSv1.3" }).tls, { secret });
  assertEquals(route({ "ssl-protocols": "TLS13" }).said, ["warning invalid-ssl-protocols"]);
  const hsts = "Strict-Transport-Security";
  assertEquals(route({ hsts: "true" }).set, { [hsts]: "max-age=31536000; includeSubDomains" });
  assertEquals(
    route({ "hsts-max-age": "60", "hsts-include-subdomains": "false", "hsts-preload": "true" }).set,
    { [hsts]: "max-age=60; preload" },
  );
  assertEquals(route({ hsts: "false", "hsts-max-age": "60" }).set, undefined);
});

Deno.test("the controller's ConfigMap says what is compressed and logged, and no Ingress does", () => {
  const fields = (data: Record<string, string>, short: Short = {}) => {
    const { entries: [{ compress, accessLog }] } = rewrite(ingress(short), [config(data)]);
    return [compress, accessLog];
  };
  assertEquals(fields({ "use-gzip": "true", "disable-access-log": "true" }), [true, false]);
  assertEquals(fields({ "enable-brotli": "true" }), [true, undefined]);
  assertEquals(fields({ "use-gzip": "false" }), [undefined, undefined]);
  assertEquals(fields({}, { "use-gzip": "true", "disable-access-log": "true" }), [
    undefined,
    undefined,
  ]);
});
