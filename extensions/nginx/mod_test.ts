import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { ConvertContext, Ingress, Manifest } from "@dekube/engine/pacts";
import { accessRestrictions } from "@dekube/engine/pacts/ingress";
import { testContext, testConversion } from "@dekube/engine/testing";
import { convertedRoutes } from "../../pacts/ingress/_testing.ts";
import * as caddy from "../caddy/mod.ts";
import * as haproxy from "../haproxy/mod.ts";
import { ingress, rewrite, saidBy, secret, SERVICE, type Short } from "./_testing.ts";
import * as nginx from "./mod.ts";
import { NginxRewriter } from "./mod.ts";
import { UNDERSTOOD } from "./understood.ts";

Deno.test("rewrite() makes one entry a path", () => {
  const { entries, said } = rewrite(
    ingress({}, { paths: [["/", "Prefix"], ["/metrics", "Exact"]] }),
  );
  const common = {
    host: "shop.example",
    upstream: "web.shop.svc.cluster.local:80",
    resource: { kind: "Ingress", namespace: "shop", name: "web" },
    scheme: "http" as const,
    requestHeaders: {
      set: {
        "X-Request-ID": "$request_id",
        "X-Real-IP": "$remote_addr",
        "X-Forwarded-Port": "$server_port",
        "X-Forwarded-Scheme": "$scheme",
        "X-Scheme": "$scheme",
        "X-Original-Forwarded-For": "$forwarded_for",
      },
    },
  };
  assertEquals(entries, [
    { ...common, path: "/", pathType: "Prefix" },
    { ...common, path: "/metrics", pathType: "Exact" },
  ]);
  assertEquals(said, []);
});

Deno.test("rewrite() gives each entry what the annotations say", () => {
  const users = secret("users", { auth: "ann:x" });
  const { entries, said } = rewrite(
    ingress({
      "backend-protocol": "GRPC",
      "configuration-snippet": "add_header X-A b;",
      "auth-type": "basic",
      "auth-secret": "users",
      "whitelist-source-range": "10.0.0.0/8",
      "limit-rps": "1",
      "proxy-body-size": "8m",
      "permanent-redirect": "https://new.example",
    }, { paths: [["/a", "Prefix"], ["/b", "Exact"]] }),
    [users],
  );
  assertEquals(said, []);
  assertEquals(entries.length, 2);
  for (const entry of entries) {
    assertEquals(
      [
        entry.scheme,
        entry.responseHeaders,
        entry.basicAuth,
        entry.allowedSources,
        entry.rateLimit,
        entry.maxBodySize,
        entry.redirect,
      ],
      [
        "h2c",
        { set: { "X-A": "b" } },
        { users: { ann: "x" }, secret: { namespace: "shop", name: "users" } },
        ["10.0.0.0/8"],
        { average: 1, burst: 5 },
        "8m",
        { to: "https://new.example", status: 301 },
      ],
    );
  }
});

Deno.test("rewrite() makes the paths of all Ingresses of a host expressions when one uses some", () => {
  const media = ingress(
    { "rewrite-target": "/bucket/$1" },
    { name: "media", paths: [["/media/(.*)", "ImplementationSpecific"]] },
  );
  const plain = ingress({}, { paths: [["/api", "Prefix"], ["/", "Prefix"], ["/x", "Exact"]] });
  assertEquals(rewrite(plain, [media]).entries.map(({ path, pathType }) => [path, pathType]), [
    ["(?i)/api", "Regex"],
    ["/", "Prefix"],
    ["(?i)/x", "Regex"],
  ]);
  assertEquals(rewrite(plain, [media]).entries.map(({ rewrite }) => rewrite), [
    undefined,
    undefined,
    undefined,
  ]);
  const [entry] = rewrite(media, [plain]).entries;
  assertEquals([entry.path, entry.pathType, entry.rewrite], ["(?i)/media/(.*)", "Regex", {
    pattern: "(?i)/media/(.*)",
    replacement: "/bucket/$1",
  }]);
  const elsewhere = ingress({}, { host: "other.example", paths: [["/api", "Prefix"]] });
  assertEquals(rewrite(elsewhere, [media]).entries[0].pathType, "Prefix");
});

Deno.test("rewrite() redirects / alone to the app's root", () => {
  const { entries } = rewrite(
    ingress({ "app-root": "/app", "whitelist-source-range": "10.0.0.0/8" }, {
      paths: [["/", "Prefix"], ["/", "Exact"], ["/app", "Prefix"]],
    }),
  );
  assertEquals(
    entries.map(({ path, pathType, redirect, allowedSources }) => [
      path,
      pathType,
      redirect?.to,
      allowedSources?.length,
    ]),
    [
      ["/", "Exact", "/app", 1],
      ["/", "Prefix", undefined, 1],
      ["/app", "Prefix", undefined, 1],
    ],
  );
});

Deno.test("rewrite() hears what another Ingress of the host says that a converter added", async () => {
  const plain = ingress({}, { paths: [["/api", "Prefix"]] });
  const adder = {
    name: "adder",
    kinds: ["example.com/Media"],
    convert(_kind: string, _manifests: readonly Manifest[], ctx: ConvertContext) {
      ctx.manifests.add(ingress({ "use-regex": "true" }, { name: "media" }));
      return {};
    },
  };
  const media = { apiVersion: "example.com/v1", kind: "Media", metadata: { name: "media" } };
  const { routes } = await convertedRoutes([new NginxRewriter(), adder], [SERVICE, plain, media]);
  assertEquals(routes.map(({ path, pathType }) => [path, pathType]), [
    ["(?i)/api", "Regex"],
    ["/", "Prefix"],
  ]);
});

Deno.test("rewrite() serves a host under its other names, whichever Ingress names them", () => {
  const named = ingress({ "server-alias": "b.example, c.example, ~^d\\d+$, taken.example" });
  const other = ingress({}, { name: "api", paths: [["/api", "Prefix"]] });
  const taken = ingress({}, { name: "taken", host: "taken.example" });
  const { entries, said } = rewrite(named, [other, taken]);
  assertEquals(entries.map(({ host, path }) => [host, path]), [
    ["shop.example", "/"],
    ["b.example", "/"],
    ["c.example", "/"],
  ]);
  assertEquals(said, ["warning invalid-server-alias", "warning unsupported-server-alias"]);
  const late = ingress({ "server-alias": "b.example" }, { name: "late", host: "z.example" });
  const last = testContext([SERVICE, named, late]);
  assertEquals(new NginxRewriter().rewrite(late, last).map(({ host }) => host), ["z.example"]);
  assertEquals(saidBy(last), ["warning unsupported-server-alias"]);
  assertEquals(rewrite(other, [named]).entries.map(({ host }) => host), [
    "shop.example",
    "b.example",
    "c.example",
    "taken.example",
  ]);
});

Deno.test("rewrite() survives nulls and nonsense at any depth", () => {
  const specs = [
    ...[null, undefined, "text", 3, {}, { rules: null }, { rules: "text", tls: 3 }],
    { rules: [null, "text", 4, {}, { http: null }, { host: 5, http: { paths: null } }] },
    { rules: [{ host: [], http: { paths: [null, 3, "x", {}, { path: {}, backend: 4 }] } }] },
    { defaultBackend: {}, tls: [null, {}, { hosts: "a", secretName: ["b"] }] },
  ];
  for (const spec of specs) {
    for (const annotations of [undefined, null, "text", [], { [UNDERSTOOD[0]]: null }]) {
      const manifest = {
        kind: "Ingress",
        metadata: { name: "web", annotations },
        spec,
      } as unknown as Ingress;
      const ctx = testContext([manifest]);
      new NginxRewriter().match(manifest, ctx);
      assertEquals(new NginxRewriter().rewrite(manifest, ctx), []);
      assert([...ctx.diagnostics].length > 0, JSON.stringify(spec));
    }
  }
});

const EXTENSIONS = [haproxy, nginx, caddy];

Deno.test("a conversion takes nginx's Ingresses, and leaves the others to haproxy", async () => {
  const own = ingress({ "made-up": "true", "ssl-ciphers": "ALL" });
  const bare: Ingress = {
    kind: "Ingress",
    metadata: { name: "bare", namespace: "shop" },
    spec: { ...ingress({}, { host: "bare.example" }).spec, ingressClassName: null },
  };
  const { files, diagnostics } = await testConversion(EXTENSIONS, [SERVICE, own, bare]);
  const caddyfile = String(files.get("Caddyfile")?.content);
  assertStringIncludes(caddyfile, "shop.example {");
  assertStringIncludes(caddyfile, "bare.example {");
  const ignored = diagnostics.filter(({ code }) => code === "ignored-annotations");
  assertEquals(ignored.map(({ message }) => /^(\S+) is not read/.exec(message)?.[1]), [
    "nginx.ingress.kubernetes.io/made-up",
  ]);
});

/** Values that a template may leave behind, or a stranger may write. */
const VALUES: readonly unknown[] = [
  ...[null, "", " ", "true", "false", "on", "off", "any", "0", "1", "-1", "5s", "x", 7, true, {}, [
    [],
  ]],
  ...[
    "/",
    "/x",
    "/$1",
    "/$host",
    "//x",
    "https://a.example",
    "https://$host/x",
    "https://$remote_addr/",
  ],
  ...["basic", "digest", "shop/users", "users", "a/b/c", "../..", "__proto__", "constructor"],
  ...[
    "10.0.0.0/8",
    "10.0.0.0/8,x",
    "::/0",
    "*",
    "https://*.a.example",
    "a, b",
    "a\nb",
    '"',
    "'",
    ";",
    "{",
    "}",
  ],
  ...[
    'add_header A "b";',
    "deny all;",
    "return 403;",
    "auth_request /x;",
    "if ($x) {",
    "\\",
    "${",
    "$",
  ],
];

Deno.test("rewrite() never throws, and a guarded route carries its guard or is left to be denied", () => {
  const users = secret("users", { auth: "ann:x" });
  const names = UNDERSTOOD.map((name) => name.split("/")[1]);
  let state = 11;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const check = (short: Short) => {
    const manifest = ingress(short, { paths: [["/a/(.*)"], ["/b", "Prefix"], ["/", "Exact"]] });
    const { entries } = rewrite(manifest, [users]);
    const wanted = accessRestrictions(manifest);
    // What only the engine can find, it must be able to see: no field stands in for it.
    const foreign = wanted.filter(({ annotation }) =>
      annotation.endsWith("-snippet") || annotation.endsWith("/denylist-source-range")
    );
    for (const entry of entries) {
      for (const { guard } of foreign) {
        if (guard !== "other") assertEquals(entry[guard], undefined, JSON.stringify(short));
      }
      if (entry.allowedSources) assert(entry.allowedSources.length > 0);
      if (entry.basicAuth) assert(Object.keys(entry.basicAuth.users).length > 0);
      if (entry.forwardAuth) assert(/^https?:\/\//.test(entry.forwardAuth.url));
    }
    // All routes of an Ingress are guarded alike.
    const guards = entries.map(({ forwardAuth, basicAuth, allowedSources, clientCertificate }) =>
      JSON.stringify([forwardAuth, basicAuth, allowedSources, clientCertificate])
    );
    assert(new Set(guards).size <= 1);
  };
  for (const name of names) for (const value of VALUES) check({ [name]: value });
  for (let run = 0; run < 1500; run++) {
    const count = 1 + random(6);
    check(Object.fromEntries(
      Array.from(
        { length: count },
        () => [names[random(names.length)], VALUES[random(VALUES.length)]],
      ),
    ));
  }
});

Deno.test("rewrite() says the same of the same input", () => {
  const manifest = ingress({ "rewrite-target": "/$1", "enable-cors": "true" });
  const twice = [rewrite(manifest), rewrite(manifest)];
  assertEquals(twice[0].entries, twice[1].entries);
  assertEquals(twice[0].said, twice[1].said);
});

Deno.test("a conversion answers 403 when a restriction can't be kept", async () => {
  const codes = async (short: Short, ...others: Manifest[]) => {
    const manifests = [SERVICE, ingress(short), ...others];
    const { files, diagnostics } = await testConversion(EXTENSIONS, manifests);
    return {
      denied: diagnostics.filter(({ code }) => code === "access-denied").map(({ message }) =>
        message
      ),
      proxied: String(files.get("Caddyfile")?.content).includes("reverse_proxy"),
    };
  };
  for (
    const short of [
      { "denylist-source-range": "10.0.0.0/8" },
      { "denylist-source-range": "10.1.0.0/16", "whitelist-source-range": "10.0.0.0/8" },
      { "auth-type": "basic", "auth-secret": "missing" },
      { "auth-url": "https://$remote_addr/" },
      { "configuration-snippet": "auth_request /x;" },
    ]
  ) {
    const { denied, proxied } = await codes(short);
    assertEquals([denied.length, proxied], [1, false], JSON.stringify(short));
    assertStringIncludes(denied[0], "nginx.ingress.kubernetes.io/");
  }
  assertEquals(await codes({}), { denied: [], proxied: true });
});

Deno.test("rewrite() takes time in proportion to long values", () => {
  const long = "a".repeat(130_000);
  const values = [
    `https://${long} x`,
    `"${long}`,
    `add_header A "${long}\\"x;`,
    `${long},`.repeat(2),
  ];
  for (const name of UNDERSTOOD.map((name) => name.split("/")[1])) {
    for (const value of values) rewrite(ingress({ [name]: value }));
  }
  const blocks = "if (x) {".repeat(20_000);
  assertEquals(rewrite(ingress({ "configuration-snippet": blocks })).entries.length, 1);
});
