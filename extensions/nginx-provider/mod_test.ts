import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { NginxProvider } from "./mod.ts";
import { LOST_FEATURES } from "../../pacts/ingress/feature.ts";
import type { IngressEntry } from "@dekube/engine/pacts";
import { encodePem } from "@dekube/engine/pacts/kubernetes";
import { said, testConversion, written } from "@dekube/engine/testing";
import { assertPure, CERTIFICATE, entry, make } from "./_testing.ts";
import * as nginx from "./mod.ts";

const TLS = {
  kind: "Secret",
  metadata: { name: "shop-tls", namespace: "shop" },
  stringData: {
    "tls.crt": CERTIFICATE,
    // An Ed25519 key: it holds nothing that could be another's.
    "tls.key": encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0])),
  },
};
const HASH = "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=";
const NAMED = { tls: { secret: { namespace: "shop", name: "shop-tls" } } };

Deno.test("buildService() makes one service that carries the hosts as aliases", async () => {
  const { services, diagnostics } = await make(
    ["shop.example", "*.shop.example", ""].map((host) => entry({ host, tls: {} })),
  );
  assertEquals(services, {
    nginx: {
      image: "nginx:1-alpine",
      restart: "always",
      ports: ["80:80", "443:443"],
      volumes: [
        "./nginx.conf:/etc/nginx/nginx.conf:ro",
        "./secrets/.nginx-tls-internal/tls.crt:/etc/nginx/tls-internal/tls.crt:ro",
        "./secrets/.nginx-tls-internal/tls.key:/etc/nginx/tls-internal/tls.key:ro",
      ],
      networks: { default: { aliases: ["shop.example"] } },
    },
  });
  assertEquals(said({ diagnostics }), []);
});

Deno.test("writeConfig() closes no requests of other hosts when a condition can't be written", async () => {
  const { text, diagnostics } = await make([entry({
    host: "",
    match: {
      headers: [
        { name: "Host", value: "(?i)[^:]+\\.example\\.com", type: "Regex" },
        { name: "no name", value: "x" },
      ],
    },
  })]);
  assertMatch(text, /map \$http_host /);
  assertEquals(said({ diagnostics }), ["unwritable-route"]);
});

Deno.test("buildService() makes none without routes, or with disable_ingress", async () => {
  const none = await make([]);
  assertEquals([none.services, none.text], [{}, ""]);
  const { services, diagnostics, files } = await make([entry()], {
    config: { disableIngress: true },
  });
  assertEquals(services, {});
  const conf = String(files["nginx-demo.conf"].content);
  assertMatch(conf, /^server \{\n {4}listen 80;\n {4}server_name shop\.example;/m);
  assertEquals(/^(http|events|worker_processes)/m.test(conf), false);
  assertEquals(said({ diagnostics }), ["own-proxy"]);
});

Deno.test("writeConfig() gives a host the certificate of its Ingress's Secret", async () => {
  const { services, text, files } = await make([entry(NAMED)], { manifests: [TLS] });
  assertStringIncludes(text, "ssl_certificate /etc/nginx/tls/shop-tls/tls.crt;");
  assertEquals(services.nginx.volumes?.slice(1), [
    "./secrets/shop-tls/tls.crt:/etc/nginx/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/nginx/tls/shop-tls/tls.key:ro",
  ]);
  assert("secrets/shop-tls/tls.key" in files);
});

Deno.test("writeConfig() gives a host another certificate when the Secret is missing, or holds none", async () => {
  const broken = { ...TLS, stringData: { ...TLS.stringData, "tls.key": "none" } };
  for (const manifests of [[], [broken]]) {
    const { text } = await make([entry(NAMED)], { manifests });
    assertStringIncludes(text, "ssl_certificate /etc/nginx/tls-internal/tls.crt;");
  }
});

Deno.test("writeConfig() gives a host the user's certificate when tls_cert_path is set", async () => {
  const { services, text } = await make([entry()], { settings: { tls_cert_path: "./tls" } });
  assertStringIncludes(text, "ssl_certificate_key /etc/nginx/tls-user/privkey.pem;");
  assertStringIncludes(text, "return 308");
  assertEquals(services.nginx.volumes?.slice(1), [{
    type: "bind",
    source: "./tls",
    target: "/etc/nginx/tls-user",
    read_only: true,
    bind: { create_host_path: false },
  }]);
});

Deno.test("buildService() has certbot get the certificates when there is an address for it", async () => {
  const { services, text, files } = await make(
    ["shop.acme.io", "*.acme.io", "shop.example"].map((host) => entry({ host })),
    { settings: { email: "ops@acme.io" } },
  );
  assertStringIncludes(text, "ssl_certificate /etc/nginx/tls-links/shop.acme.io.crt;");
  assertEquals(text.match(/ssl_certificate .*tls-internal/g)?.length, 2);
  assertEquals(text.split("acme-challenge").length - 1, 1);
  assertStringIncludes(
    services.certbot.command![0],
    "-m ops@acme.io --keep-until-expiring --cert-name shop.acme.io -d shop.acme.io",
  );
  assertEquals(services.certbot.command![0].match(/certonly/g)?.length, 1);
  assertEquals(files["configmaps/.nginx/link-certificates.sh"].mode, 0o755);
});

Deno.test("buildService() has certbot ask without an address when there is none", async () => {
  const { services } = await make([entry({ host: "shop.acme.io" })], {
    config: { https: "public" },
  });
  assertStringIncludes(services.certbot.command![0], " --register-unsafely-without-email ");
});

Deno.test("writeConfig() serves over HTTP alone what has no tls, and publishes no other port", async () => {
  for (const config of [{}, { https: "off" } as const]) {
    const { text, services } = await make([entry(config.https ? { tls: {} } : {})], { config });
    assertEquals(/443 ssl|ssl_/.test(text), false);
    assertEquals([services.nginx.volumes?.length, services.nginx.ports], [1, ["80:80"]]);
  }
});

Deno.test("writeConfig() serves everything over HTTPS when the user wants that", async () => {
  for (
    const wanted of [{ settings: { tls_internal: true } }, {
      config: { https: "internal" } as const,
    }]
  ) {
    const { text, services } = await make([entry()], wanted);
    assertStringIncludes(text, "ssl_certificate /etc/nginx/tls-internal/tls.crt;");
    assertStringIncludes(text, "return 308 ");
    assertEquals(services.nginx.ports, ["80:80", "443:443"]);
  }
});

Deno.test("writeConfig() gives any host the certificate of a Secret, too", async () => {
  const { text } = await make([entry({ ...NAMED, host: "" })], { manifests: [TLS] });
  assertMatch(
    text,
    /listen 443 ssl http2 default_server;\n\s+server_name _;\n\s+ssl_certificate \/etc\/nginx\/tls\/shop-tls\/tls\.crt;/,
  );
});

Deno.test("writeConfig() speaks the versions of TLS that a route asks for", async () => {
  const cases: [NonNullable<IngressEntry["tls"]>, string][] = [
    [{}, "TLSv1.2 TLSv1.3"],
    [{ minVersion: "1.3" }, "TLSv1.3"],
    [{ maxVersion: "1.2" }, "TLSv1.2"],
    [{ minVersion: "1.0" }, "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3"],
    [{ maxVersion: "1.1" }, "TLSv1.1"],
  ];
  for (const [tls, versions] of cases) {
    const { text } = await make([entry({ tls })]);
    const found = [...text.matchAll(/ssl_protocols (.*);/g)].map(([, versions]) => versions);
    // Once for all, and once for the site where it says so.
    assertEquals([...new Set(found)], [versions], JSON.stringify(tls));
    assertEquals(found.length, Object.keys(tls).length > 0 ? 2 : 1);
  }
  const { text } = await make([
    entry({ tls: { maxVersion: "1.1" } }),
    entry({ host: "b.example", tls: { minVersion: "1.3" } }),
  ]);
  assertStringIncludes(text, "\n    ssl_protocols TLSv1.1 TLSv1.3;");
});

Deno.test("writeConfig() names the user's certificate in the config of an nginx of the user's own", async () => {
  const { files, diagnostics } = await make([entry(NAMED), entry({ host: "b.example", tls: {} })], {
    manifests: [TLS],
    config: { disableIngress: true },
  });
  const conf = String(files["nginx-demo.conf"].content);
  assertStringIncludes(conf, "ssl_certificate /etc/nginx/tls-demo/shop-tls/tls.crt;");
  assertStringIncludes(conf, "ssl_certificate /etc/nginx/tls-user/fullchain.pem;");
  assert("secrets/shop-tls/tls.key" in files);
  const [{ message }] = [...diagnostics];
  assertStringIncludes(message, "/etc/nginx/tls-user/fullchain.pem");
});

Deno.test("writeConfig() names the module that an nginx of the user's own needs when a route does", async () => {
  const told = async (fields: Partial<IngressEntry>) => {
    const { diagnostics } = await make([entry(fields)], { config: { disableIngress: true } });
    return [...diagnostics].map(({ message }) => message.includes("ngx_http_js_module.so"));
  };
  const signin = "https://login.example/?rd=$escaped_request_uri";
  assertEquals(await told({ forwardAuth: { url: "http://a", responseHeaders: [], signin } }), [
    true,
  ]);
  assertEquals(await told({}), [false]);
});

Deno.test("writeConfig() sends a host on to the port that is published", async () => {
  const { text } = await make([entry({ tls: {} })], { settings: { https_port: 8443 } });
  assertStringIncludes(text, 'return 308 "https://${host}:8443${request_uri}";');
});

Deno.test("writeConfig() answers 403 when a route's guard can't be written", async () => {
  const guards: [Partial<IngressEntry>, string[]][] = [
    [{ denied: "x" }, []],
    [{ forwardAuth: { url: "auth", responseHeaders: [] } }, ["unwritable-route"]],
    [{ forwardAuth: { url: "http://a", responseHeaders: ["a b"] } }, ["unwritable-route"]],
    [{ forwardAuth: { url: "http://a", method: "{", responseHeaders: [] } }, ["unwritable-route"]],
    [{ basicAuth: { users: {} } }, ["unwritable-route"]],
    [{ basicAuth: { users: { "a:b": HASH, c: "d e" } } }, ["unsupported-hash"]],
    [{ allowedSources: ["all"] }, ["bad-network", "unwritable-route"]],
    [{ clientCertificate: { namespace: "shop", name: "ca" } }, ["unsupported-guard"]],
  ];
  for (const [guard, codes] of guards) {
    const { text, diagnostics } = await make([entry({ path: "/a", ...guard })]);
    assertMatch(text, /location ~ "\^\/a\(\?:\/\|\$\)" \{\n\s+return 403 /, JSON.stringify(guard));
    assertEquals(text.includes("proxy_pass"), false, JSON.stringify(guard));
    assertEquals(said({ diagnostics }), codes);
  }
});

Deno.test("writeConfig() closes what begins as a path does when the path is longer than nginx takes", async () => {
  const long = `/${"a".repeat(4010)}`;
  const paths: [Partial<IngressEntry>, string][] = [
    [{ path: long }, "unwritable-route"],
    [{ path: long, pathType: "Exact" }, "unwritable-route"],
    [{ path: `${long}[bc]`, pathType: "Regex" }, "unsupported-regex"],
    [{ path: long, match: { methods: ["GET"] } }, "unwritable-route"],
    [{ path: '/"'.repeat(1500) }, "unwritable-route"],
  ];
  for (const [path, code] of paths) {
    const { text, diagnostics } = await make([entry(path), entry({ path: "/b" })]);
    assertMatch(text, /return 403 /);
    assertMatch(text, /"~?\^\/[a"\\/]{1500,4000}"/);
    assertStringIncludes(text, "proxy_pass");
    assertEquals(said({ diagnostics }), [code]);
    assert([...diagnostics][0].message.length < 500);
  }
});

Deno.test("writeConfig() never leaves a backend unchecked when its CA is missing", async () => {
  const serverCaSecret = { namespace: "shop", name: "gone" };
  const { text, diagnostics } = await make([entry({ scheme: "https", serverCaSecret })]);
  assertStringIncludes(text, "proxy_ssl_verify on;");
  assertEquals(said({ diagnostics }), ["missing-ca"]);
});

Deno.test("writeConfig() checks each backend against the authority that is its own", async () => {
  const map = {
    kind: "ConfigMap",
    metadata: { name: "root", namespace: "shop" },
    data: { "ca.crt": CERTIFICATE },
  };
  const serverCaSecret = { kind: "ConfigMap", namespace: "shop", name: "root" } as const;
  const scheme = "https" as const;
  const { text, files, services, diagnostics } = await make([entry({
    scheme,
    serverCaIsPublic: true,
    serverSni: "web.internal",
    backends: [
      { weight: 1, upstream: "a:1", scheme, serverCaSecret, serverSni: "a.internal" },
      { weight: 1, upstream: "b:1", scheme, serverCaIsPublic: true },
      { weight: 1, upstream: "c:1", scheme },
    ],
    mirrors: [{ upstream: "d:1", scheme, serverCaSecret }],
  })], { manifests: [map] });
  const checks = [...text.matchAll(/set \$dekube_\w+ "(\w):1";|proxy_ssl_(?:name|t\w+) (.*);/g)]
    .map(([, host, word]) => host ?? word);
  const [own, all] = [
    "/etc/nginx/certs/configmaps/root/ca.crt",
    "/etc/ssl/certs/ca-certificates.crt",
  ];
  const copy = ["d", '"d"', own];
  assertEquals(checks, [
    ...[...copy, "a", '"a.internal"', own],
    ...[...copy, "b", '"b"', all],
    ...[...copy, "c", '"c"'],
  ]);
  const { content } = files["configmaps/root/ca.crt"];
  assertEquals(content, new TextEncoder().encode(CERTIFICATE));
  assert(services.nginx.volumes?.includes(`./configmaps/root/ca.crt:${own}:ro`));
  assertEquals(said({ diagnostics }), ["unverified-backend"]);
});

Deno.test("writeConfig() passes gRPC on as it is, and takes HTTP/2 where that is served over HTTP", async () => {
  const passed = async (fields: Partial<IngressEntry>) => {
    const { text } = await make([entry(fields)]);
    return [/(\w+_pass \w+:)/.exec(text)?.[1], text.includes("listen 80 http2 default_server;")];
  };
  assertEquals(await passed({ scheme: "h2c" }), ["grpc_pass grpc:", true]);
  assertEquals(await passed({ scheme: "https", grpc: true }), ["grpc_pass grpcs:", true]);
  assertEquals(await passed({ grpc: true, tls: {} }), ["grpc_pass grpc:", false]);
  assertEquals(await passed({}), ["proxy_pass http:", false]);
  const { text } = await make([entry({ grpc: true, scheme: "https", serverCaIsPublic: true })]);
  assertStringIncludes(text, "grpc_ssl_verify on;");
});

Deno.test("writeConfig() leaves lines of another proxy's config out", async () => {
  const { text, diagnostics } = await make([entry({ extraDirectives: ["encode gzip"] })]);
  assertEquals(text.includes("encode"), false);
  assertEquals(said({ diagnostics }), ["unsupported-directives"]);
});

Deno.test("writeConfig() answers 403 for all that a path might take when nginx might refuse its expression", async () => {
  const { text, diagnostics } = await make([
    entry({ path: "/admin(?<=b*)", pathType: "Regex" }),
    entry({ path: "/line\n(x", pathType: "Regex" }),
    entry(),
  ]);
  assertMatch(text, /location ~ "\^\/admin" \{\n\s+return 403 "forbidden/);
  assertMatch(text, /location ~ "\^\/line" \{\n\s+return 403 "forbidden/);
  assertStringIncludes(text, "proxy_pass http://$dekube_upstream;");
  assertEquals(said({ diagnostics }), ["unsupported-regex", "unsupported-regex"]);
});

Deno.test("writeConfig() has the files that nginx.conf names, a proxy of the user's own too", async () => {
  const serverCaSecret = { namespace: "shop", name: "shop-tls" };
  const signin = "https://login.example/?rd=$escaped_request_uri";
  const route = entry({
    scheme: "https",
    serverCaSecret,
    basicAuth: { users: { ann: HASH } },
    forwardAuth: { url: "http://auth.internal/", responseHeaders: [], signin },
  });
  for (const disableIngress of [false, true]) {
    const { files, services } = await make([route], {
      manifests: [TLS],
      config: { disableIngress },
    });
    assertEquals(Object.keys(files).sort(), [
      "configmaps/.nginx/dekube-escape.js",
      disableIngress ? "nginx-demo.conf" : "nginx.conf",
      "secrets/.nginx-users/s1r1",
      "secrets/shop-tls/tls.crt",
    ]);
    assertEquals(
      services.nginx?.volumes?.slice(1),
      disableIngress ? undefined : [
        "./secrets/shop-tls/tls.crt:/etc/nginx/certs/shop-tls/ca.crt:ro",
        "./secrets/.nginx-users:/etc/nginx/users:ro",
        "./configmaps/.nginx/dekube-escape.js:/etc/nginx/dekube-escape.js:ro",
      ],
    );
  }
});

Deno.test("writeConfig() tells projects apart that meet in an nginx of the user's own", async () => {
  const { files } = await make([entry({
    scheme: "https",
    serverCaSecret: { namespace: "shop", name: "shop-tls" },
    basicAuth: { users: { ann: HASH } },
    forwardAuth: {
      url: "http://a",
      responseHeaders: [],
      signin: "https://login.example/?rd=$escaped_request_uri",
    },
  })], { manifests: [TLS], config: { disableIngress: true } });
  const conf = String(files["nginx-demo.conf"].content);
  assertStringIncludes(conf, "auth_basic_user_file /etc/nginx/users-demo/s1r1;");
  assertStringIncludes(conf, "trusted_certificate /etc/nginx/certs-demo/shop-tls/ca.crt;");
  assertStringIncludes(conf, "js_import dekube_escape_demo from");
  assertStringIncludes(conf, "js_set $dekube_escaped_uri dekube_escape_demo.escaped;");
});

Deno.test("buildService() and writeConfig() return the same when they are called again", async () => {
  const routes = [
    entry(NAMED),
    entry({ host: "a b" }),
    entry({ host: "*.example", scheme: "https" }),
    entry({ path: "/users", basicAuth: { users: { ann: HASH } } }),
    entry({ path: "/line", responseHeaders: { set: { "X-A": "a\nb" } } }),
  ];
  // The key of a new certificate is the one thing that nobody can foretell; the last run's is kept.
  const { files } = await make(routes, { manifests: [TLS] });
  const content = Object.fromEntries(
    Object.entries(files).map(([path, { content }]) => [path, { content, mode: 0o644 }]),
  );
  for (const disableIngress of [false, true]) {
    await assertPure(new nginx.NginxProvider(), routes, [TLS], {
      config: { disableIngress },
      settings: { http_port: "many" },
      previous: { get: (path) => content[path] },
    });
  }
});

Deno.test("the extension is the conversion's proxy, and makes certificates needless", async () => {
  const routes = {
    name: "routes",
    kinds: ["test.example/Routes"],
    convert: () => ({ ingressEntries: [entry(NAMED)] }),
  };
  const certificate = {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: { name: "shop", namespace: "shop" },
  };
  const trigger = { apiVersion: "test.example/v1", kind: "Routes", metadata: { name: "all" } };
  const result = await testConversion([nginx, routes], [trigger, certificate, TLS]);
  assertEquals(result.project.services.nginx.volumes, [
    "./nginx.conf:/etc/nginx/nginx.conf:ro",
    "./secrets/shop-tls/tls.crt:/etc/nginx/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/nginx/tls/shop-tls/tls.key:ro",
  ]);
  assertEquals(Object.keys(written(result)).sort(), [
    ...["nginx.conf", "secrets/shop-tls/tls.crt", "secrets/shop-tls/tls.key"],
  ]);
  // Nothing runs behind the route.
  assertEquals(said(result), ["unanswered-name"]);
});

Deno.test("nginx can all that routes may ask of a proxy, as other proxies' diagnostics say", () => {
  assertEquals(new Set(new NginxProvider().features), new Set(Object.keys(LOST_FEATURES)));
});
