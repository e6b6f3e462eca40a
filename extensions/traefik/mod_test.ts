import { assert, assertEquals, assertFalse, assertStringIncludes } from "@std/assert";
import type { ConvertContext, Manifest } from "@dekube/engine/pacts";
import { carriesGuard } from "../../pacts/ingress/access.ts";
import { testConversion } from "@dekube/engine/testing";
import { convertedRoutes } from "../../pacts/ingress/_testing.ts";
import { needsTool, runTestTool } from "../../tools/needs_tool.ts";
import * as caddy from "../caddy/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import * as nginx from "../nginx/mod.ts";
import * as nginxProvider from "../nginx-provider/mod.ts";
import {
  convertRoutes,
  custom,
  HASH,
  ingress,
  ingressRoute,
  middleware,
  rewrite,
  SERVICE,
  USERS,
} from "./_testing.ts";
import * as traefik from "./mod.ts";
import { TraefikRewriter, TraefikRoutes } from "./mod.ts";

const BASE = [haproxy, nginx, traefik];
const HOST = "Host(`shop.example`)";
const AUTH = middleware("auth", { basicAuth: { secret: "users" } });

/** What a whole conversion writes, and the codes of what it says. */
async function run(
  manifests: Manifest[],
  proxy: object = caddy,
): Promise<{ config: string; users: string; codes: string[] }> {
  const { files, diagnostics } = await testConversion([...BASE, proxy], [SERVICE, ...manifests]);
  const content = (name: string) =>
    [...files.entries()].filter(([path]) => path.includes(name))
      .map(([, file]) => String(file.content)).join("\n");
  return {
    config: content("Caddyfile") + content("nginx.conf"),
    users: content("users"),
    codes: diagnostics.map(({ code }) => code),
  };
}

/** Routes as somebody has them who follows Traefik's documentation. */
const DOCUMENTED: Manifest[] = [
  ingressRoute(
    [{ match: HOST, middlewares: [{ name: "https" }] }],
    { entryPoints: ["web"] },
    "http",
  ),
  ingressRoute([
    { match: HOST, middlewares: [{ name: "headers" }, { name: "dav" }] },
    { match: `${HOST} && PathPrefix(\`/admin\`)`, middlewares: [{ name: "auth" }] },
    {
      match: `${HOST} && PathPrefix(\`/api\`)`,
      middlewares: [{ name: "strip" }, { name: "rate" }],
    },
    { match: `${HOST} && PathPrefix(\`/secret\`)`, middlewares: [{ name: "gone" }] },
  ], { entryPoints: ["websecure"], tls: { certResolver: "le" } }),
  middleware("https", { redirectScheme: { scheme: "https", permanent: true } }),
  middleware("headers", { headers: { customResponseHeaders: { "X-Robots-Tag": "none" } } }),
  middleware("dav", {
    redirectRegex: {
      regex: "https://(.*)/.well-known/(?:card|cal)dav",
      replacement: "https://${1}/remote.php/dav",
    },
  }),
  middleware("strip", { stripPrefix: { prefixes: ["/api"] } }),
  middleware("rate", { rateLimit: { average: 10, burst: 5 } }),
  AUTH,
  USERS,
];

Deno.test("a conversion with Caddy keeps what IngressRoutes and Middlewares ask for", async () => {
  const { config, codes } = await run(DOCUMENTED);
  assertStringIncludes(config, `"ann" ${HASH}`);
  assertStringIncludes(config, 'uri strip_prefix "/api"');
  assertStringIncludes(config, 'X-Robots-Tag "none"');
  assertStringIncludes(config, 'redir * "https://shop.example/remote.php/dav" 307');
  const closed = config.slice(config.indexOf("^(?:/secret)")).split("}")[0];
  assertStringIncludes(closed, "403");
  assertEquals(codes.filter((code) => code === "access-denied").length, 1);
  assertFalse(codes.includes("unknown-kind"), `${codes}`);
  assertFalse(codes.includes("duplicate-route"), `${codes}`);
});

Deno.test("a conversion with nginx keeps what IngressRoutes and Middlewares ask for", async () => {
  const { config, users, codes } = await run(DOCUMENTED, nginxProvider);
  assertStringIncludes(config, "auth_basic ");
  assertStringIncludes(users, `ann:${HASH}`);
  assertStringIncludes(config, "rate=10r/s");
  assertStringIncludes(config, 'add_header X-Robots-Tag "none" always');
  const closed = config.slice(config.indexOf("^(?:/secret)")).split("}")[0];
  assertStringIncludes(closed, "return 403");
  assertEquals(codes.filter((code) => code === "access-denied").length, 1);
});

Deno.test("a conversion takes Ingresses as k3s has them, and leaves the others to haproxy", async () => {
  const bare = ingress({}, { name: "bare", host: "bare.example" });
  bare.spec!.ingressClassName = null;
  const { config, codes } = await run([
    ingress({
      "router.entrypoints": "web,websecure",
      "router.middlewares": "shop-auth@kubernetescrd",
      "router.tls": "true",
      "router.tls.certresolver": "le",
      "router.tls.domains.0.main": "shop.example",
    }),
    bare,
    AUTH,
    USERS,
  ]);
  assertStringIncludes(config, "shop.example {");
  assertStringIncludes(config, "bare.example {");
  assertStringIncludes(config, `"ann" ${HASH}`);
  assertFalse(codes.includes("ignored-annotations"), `${codes}`);
});

Deno.test("a conversion answers 403 when an Ingress's Middleware can't be kept", async () => {
  for (const value of ["shop-gone@kubernetescrd", "shop-auth@kubernetescrd", "auth@file"]) {
    const { config, codes } = await run([ingress({ "router.middlewares": value }), AUTH]);
    assertEquals(codes.filter((code) => code === "access-denied").length, 1, value);
    assertFalse(config.includes("reverse_proxy"), value);
  }
});

Deno.test("a conversion keeps annotations in any case, and calls none of them unknown", async () => {
  const { config, codes } = await run([
    ingress({ "Router.Middlewares": "shop-auth@kubernetescrd", "router.entryPoints": "web" }),
    AUTH,
    USERS,
  ]);
  assertStringIncludes(config, `"ann" ${HASH}`);
  assertFalse(codes.includes("ignored-annotations"), `${codes}`);
});

Deno.test("a conversion has the rewriter say which annotations it does not read", async () => {
  const { codes } = await run([ingress({ "request-modifier": "AddPrefix: /x" })]);
  assert(codes.includes("ignored-annotations"), `${codes}`);
});

/** An Ingress without a class, with one Middleware. */
function withMiddleware(): Manifest {
  const manifest = ingress({ "router.middlewares": "shop-strip@kubernetescrd" }, {
    paths: [["/api", "Prefix"]],
  });
  manifest.spec!.ingressClassName = null;
  return manifest;
}

const STRIP = middleware("strip", { stripPrefix: { prefixes: ["/api"] } });

Deno.test("a conversion leaves a route open when its Middleware restricts nothing", async () => {
  const { routes, diagnostics } = await convertedRoutes(
    [new haproxy.HaproxyRewriter(), new TraefikRewriter(), new TraefikRoutes()],
    [SERVICE, withMiddleware(), STRIP],
  );
  assertEquals(routes.map(({ path, stripPrefix, denied }) => [path, stripPrefix, denied]), [
    ["/api", "/api", undefined],
  ]);
  // Nothing runs behind the route.
  assertEquals(diagnostics.map(({ code }) => code), ["unanswered-name"]);
});

Deno.test("a conversion closes the route, and names the annotation, when nobody knows Middlewares", async () => {
  const { routes, diagnostics } = await convertedRoutes(
    [new haproxy.HaproxyRewriter()],
    [SERVICE, withMiddleware(), STRIP],
  );
  const name = "traefik.ingress.kubernetes.io/router.middlewares";
  assertEquals(routes.map(({ path, denied }) => [path, denied]), [["/api", name]]);
  const [error] = diagnostics.filter(({ code }) => code === "access-denied");
  assertEquals(error.severity, "error");
  assertStringIncludes(error.message, "shop.example/api answers 403");
  assertStringIncludes(error.message, name);
});

Deno.test("a conversion finds Middlewares that a converter adds, whenever it runs", async () => {
  for (const priority of [100, 1500]) {
    const adder = {
      name: "adder",
      kinds: ["example.com/Guarded"],
      priority,
      convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
        ctx.manifests.add(STRIP);
        return {};
      },
    };
    const guarded = { apiVersion: "example.com/v1", kind: "Guarded", metadata: { name: "x" } };
    const { routes } = await convertedRoutes(
      [new TraefikRewriter(), new TraefikRoutes(), adder],
      [SERVICE, withMiddleware(), guarded],
    );
    assertEquals(routes.map(({ stripPrefix, denied }) => [stripPrefix, denied]), [
      ["/api", undefined],
    ]);
  }
});

Deno.test("a conversion takes IngressRoutes of both of Traefik's groups, and no others", async () => {
  const old = { ...ingressRoute(["Host(`old.example`)"], {}, "old"), apiVersion: OLD };
  const foreign = {
    ...ingressRoute(["Host(`foreign.example`)"], {}, "foreign"),
    apiVersion: "contour.heptio.com/v1beta1",
  };
  const { routes, diagnostics } = await convertedRoutes(
    [new TraefikRewriter(), new TraefikRoutes()],
    [SERVICE, old, foreign, ingressRoute([HOST])],
  );
  assertEquals(routes.map(({ host, resource }) => [host, resource?.group]), [
    ["shop.example", "traefik.io"],
    ["old.example", "traefik.containo.us"],
  ]);
  assertEquals(diagnostics.map(({ code }) => code), ["unknown-kind", "unanswered-name"]);
  assertStringIncludes(diagnostics[0].message, "contour.heptio.com/IngressRoute");
});

const OLD = "traefik.containo.us/v1alpha1";

Deno.test("convertAll() takes the newer group's of two objects with one name, and says so", () => {
  const old = { ...ingressRoute(["Host(`old.example`)"]), apiVersion: OLD };
  const { entries, said } = convertRoutes([old, ingressRoute([HOST])]);
  assertEquals(entries.map(({ host }) => host), ["shop.example"]);
  assertEquals(said, ["info older-group"]);
});

Deno.test("convertAll() finds Middlewares of the other group", () => {
  const route = ingressRoute([{ match: HOST, middlewares: [{ name: "auth" }] }]);
  const { entries } = convertRoutes([route, { ...AUTH, apiVersion: OLD }, USERS]);
  assertEquals(entries.map(({ basicAuth, denied }) => [!!basicAuth, denied]), [[true, undefined]]);
});

Deno.test("convertAll() says what of TLSStores is not kept", () => {
  const said = (...stores: Manifest[]) => convertRoutes(stores).said;
  const store = (name: string, spec: unknown, namespace = "shop") =>
    custom("TLSStore", name, spec, namespace);
  const cert = { defaultCertificate: { secretName: "cert" } };
  assertEquals(said(store("default", cert)), []);
  assertEquals(said(store("other", cert)), ["info tls-store"]);
  assertEquals(said(store("default", cert), store("default", cert, "x")), [
    ...["info tls-store", "info tls-store"],
  ]);
  assertEquals(
    said(store("default", {
      certificates: [{ secretName: "a" }],
      defaultGeneratedCert: { resolver: "le", domain: { main: "a.example" } },
    })),
    ["warning unsupported-field", "warning unsupported-field"],
  );
});

/** What a stranger might write. */
const HOSTILE: readonly string[] = [
  ...['"', "'", "`", ";", "{", "}", "{$HOME}", "${host}", "$", "\\", "\n", "\r\n", "\0", "#"],
  ...['" }\nrespond "x', "; } location / { return 200; } #", "a b", "../..", "\u202e", "é"],
];

/** Objects that hold a value wherever one may stand. */
function hostile(value: string): Manifest[] {
  const quoted = value.replaceAll("`", "");
  return [
    USERS,
    middleware("auth", { basicAuth: { secret: "users", realm: value } }),
    middleware("m", {
      headers: {
        customResponseHeaders: { "X-A": value, [value]: "x" },
        customRequestHeaders: { Host: value, "X-B": value, [value]: "" },
        accessControlAllowOriginList: [value],
        accessControlAllowOriginListRegex: [value],
        accessControlAllowMethods: [value],
      },
    }),
    middleware("strip", { stripPrefix: { prefixes: [`/${value}`, "/b"] } }),
    middleware("add", { addPrefix: { prefix: value } }),
    middleware("replace", { replacePathRegex: { regex: value, replacement: `/${value}` } }),
    middleware("ask", {
      forwardAuth: { address: `http://auth/${value}`, authResponseHeaders: [value] },
    }),
    middleware("to", { redirectRegex: { regex: ".*", replacement: `https://a.b/${value}` } }),
    middleware("dav", {
      redirectRegex: { regex: `https://(.*)/${value}`, replacement: "https://$1/x" },
    }),
    ingressRoute([
      { match: `${HOST} && PathPrefix(\`/${quoted}\`)`, middlewares: [{ name: "m" }] },
      { match: `${HOST} && PathRegexp(\`${quoted}\`)`, middlewares: [{ name: "strip" }] },
      { match: `Host(\`${quoted}\`)`, middlewares: [{ name: value }] },
      { match: "Host(`a.example`)", middlewares: [{ name: "auth" }] },
      { match: "Host(`b.example`)", middlewares: [{ name: "add" }] },
      { match: "Host(`c.example`)", middlewares: [{ name: "replace" }] },
      { match: "Host(`d.example`)", middlewares: [{ name: "ask" }] },
      { match: "Host(`e.example`)", middlewares: [{ name: "to" }] },
      { match: "Host(`f.example`)", middlewares: [{ name: "dav" }] },
      { match: "Host(`g.example`)", services: [{ name: "web", port: value, scheme: value }] },
      { match: `Host(\`h.example\`) && Header(\`X-A\`, \`${quoted}\`)`, priority: value },
      { match: `Host(\`h.example\`) && HeaderRegexp(\`X-A\`, \`${quoted}\`)` },
      { match: `Host(\`h.example\`) && !Query(\`${quoted}\`, \`${quoted}\`)` },
      { match: `Host(\`h.example\`) && QueryRegexp(\`a\`, \`${quoted}\`)` },
      { match: `Host(\`h.example\`) && Method(\`${quoted}\`)` },
      {
        match: "Host(`i.example`)",
        services: [
          { name: "web", port: 80, middlewares: [{ name: "m" }] },
          { name: value, port: 80, weight: value },
        ],
      },
    ], { tls: { secretName: value, certResolver: value } }),
    custom("IngressRouteTCP", "tcp", {
      entryPoints: [value],
      tls: { passthrough: true },
      routes: [{ match: `HostSNI(\`${quoted}\`)`, services: [{ name: "web", port: value }] }],
    }),
  ];
}

Deno.test("a conversion of hostile values leaves no guarded route open", async () => {
  for (const value of HOSTILE) {
    const { entries } = convertRoutes(hostile(value));
    for (const entry of entries) {
      if (entry.denied !== undefined) continue;
      if (entry.host === "a.example") assert(carriesGuard(entry, "basicAuth"));
      if (entry.host === "d.example") assert(carriesGuard(entry, "forwardAuth"));
      assert(entry.host !== value);
    }
    await run(hostile(value), nginxProvider);
  }
});

Deno.test({
  ...needsTool("Caddy accepts what hostile values become", "caddy", "caddyserver.com"),
  async fn() {
    for (const value of HOSTILE) {
      const { config } = await run(hostile(value));
      const args = ["adapt", "--config", "-", "--adapter", "caddyfile"];
      const { success, said } = await runTestTool("caddy", args, config);
      assert(success, `${JSON.stringify(value)}: ${said.slice(-500)}`);
    }
  },
});

Deno.test("rewrite() never throws, and closes what it can't guard", () => {
  let state = 11;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const names = new TraefikRewriter().annotations.map((name) => name.split("/")[1]);
  const values = [
    ...[null, "", "true", 7, {}, [], "web", "websecure", "Path", "https", "users", "basic"],
    ...["shop-auth@kubernetescrd", "shop-gone", "shop-auth,shop-open", ".*", "https://a.b/$1"],
    ...HOSTILE,
  ];
  const open = middleware("open", { headers: { frameDeny: true } });
  for (let run = 0; run < 1500; run++) {
    const short = Object.fromEntries(Array.from(
      { length: 1 + random(5) },
      () => [names[random(names.length)], values[random(values.length)]],
    ));
    const { entries } = rewrite(ingress(short), [AUTH, open, USERS]);
    const isAsked = String(short["router.middlewares"]).includes("shop-auth");
    for (const entry of entries) {
      if (isAsked) assert(carriesGuard(entry, "basicAuth") || short["auth-type"]);
    }
  }
});

Deno.test("a conversion says the same of the same input", async () => {
  assertEquals(await run(DOCUMENTED), await run(DOCUMENTED));
});

Deno.test("convertAll() keeps what thousands of Middlewares do, each for its own route", () => {
  const many = Array.from({ length: 3000 }, (_, index) => [
    ingressRoute(
      [{
        match: `Host(\`h${index}.example\`)`,
        middlewares: [{ name: `m${index}` }],
      }],
      {},
      `r${index}`,
    ),
    middleware(`m${index}`, { headers: { frameDeny: true } }),
  ]).flat();
  const { entries } = convertRoutes(many);
  assertEquals(entries.filter(({ responseHeaders }) => responseHeaders).length, 3000);
});
