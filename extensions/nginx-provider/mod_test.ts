import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { encodePem, type IngressEntry } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { CERTIFICATE, entry, make } from "./_testing.ts";

const TLS = {
  kind: "Secret",
  metadata: { name: "shop-tls", namespace: "shop" },
  stringData: {
    "tls.crt": CERTIFICATE,
    // An Ed25519 key: it holds nothing that could be another's.
    "tls.key": encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0])),
  },
};
const NAMED = { tls: { namespace: "shop", name: "shop-tls" } };

Deno.test("buildService() makes one service that carries the hosts as aliases", async () => {
  const { services, ctx } = await make(
    ["shop.example", "*.shop.example", ""].map((host) => entry({ host })),
  );
  assertEquals(services, {
    nginx: {
      image: "nginx:1-alpine",
      restart: "always",
      ports: ["80:80", "443:443"],
      volumes: [
        "./nginx.conf:/etc/nginx/nginx.conf:ro",
        "./secrets/nginx-tls-internal/tls.crt:/etc/nginx/tls-internal/tls.crt:ro",
        "./secrets/nginx-tls-internal/tls.key:/etc/nginx/tls-internal/tls.key:ro",
      ],
      networks: { default: { aliases: ["shop.example"] } },
    },
  });
  assertEquals(said(ctx), []);
});

Deno.test("buildService() makes none without routes, or with disable_ingress", async () => {
  const none = await make([]);
  assertEquals([none.services, none.text], [{}, ""]);
  const { services, ctx } = await make([entry()], { config: { disableIngress: true } });
  assertEquals(services, {});
  const conf = String(ctx.files.get("nginx-demo.conf")?.content);
  assertMatch(conf, /^server \{\n {4}listen 80;\n {4}server_name shop\.example;/m);
  assertEquals(/^(http|events|worker_processes)/m.test(conf), false);
  assertEquals(said(ctx), ["own-proxy"]);
});

Deno.test("a host has the certificate of its Ingress's Secret", async () => {
  const { services, text, ctx } = await make([entry(NAMED)], { manifests: [TLS] });
  assertStringIncludes(text, "ssl_certificate /etc/nginx/tls/shop-tls/tls.crt;");
  assertEquals(services.nginx.volumes?.slice(1), [
    "./secrets/shop-tls/tls.crt:/etc/nginx/tls/shop-tls/tls.crt:ro",
    "./secrets/shop-tls/tls.key:/etc/nginx/tls/shop-tls/tls.key:ro",
  ]);
  assert(ctx.files.has("secrets/shop-tls/tls.key"));
});

Deno.test("a host has another certificate when the Secret is missing, or holds none", async () => {
  const broken = { ...TLS, stringData: { ...TLS.stringData, "tls.key": "none" } };
  for (const manifests of [[], [broken]]) {
    const { text } = await make([entry(NAMED)], { manifests });
    assertStringIncludes(text, "ssl_certificate /etc/nginx/tls-internal/tls.crt;");
  }
});

Deno.test("a host has the user's certificate when tls_cert_path is set", async () => {
  const { services, text } = await make([entry()], { settings: { tls_cert_path: "./tls" } });
  assertStringIncludes(text, "ssl_certificate_key /etc/nginx/tls-user/privkey.pem;");
  assertEquals(services.nginx.volumes?.slice(1), ["./tls:/etc/nginx/tls-user:ro"]);
});

Deno.test("certbot gets the certificates when there is an address for it", async () => {
  const { services, text, ctx } = await make(
    ["shop.example", "*.shop.example"].map((host) => entry({ host })),
    { settings: { email: "ops@shop.example" } },
  );
  assertStringIncludes(text, "ssl_certificate /etc/nginx/tls-links/shop.example.crt;");
  assertEquals(text.split("acme-challenge").length - 1, 1);
  assertStringIncludes(
    services.certbot.command![0],
    "-m ops@shop.example --keep-until-expiring --cert-name shop.example -d shop.example",
  );
  assertEquals(services.certbot.command![0].includes("-d *"), false);
  assertEquals(ctx.files.get("configmaps/nginx/link-certificates.sh")?.mode, 0o755);
});

Deno.test("a host is served over HTTP when it has no certificate at all", async () => {
  const { text, services } = await make([entry()], { settings: { tls_internal: false } });
  assertEquals(/443|ssl/.test(text), false);
  assertEquals(services.nginx.volumes?.length, 1);
});

Deno.test("a host is sent on to the port that is published", async () => {
  const { text } = await make([entry()], { settings: { https_port: 8443 } });
  assertStringIncludes(text, "return 308 https://$host:8443$request_uri;");
});

Deno.test("a route answers 403 when its guard can't be written", async () => {
  const guards: [Partial<IngressEntry>, string[]][] = [
    [{ denied: "x" }, []],
    [{ forwardAuth: { url: "auth", responseHeaders: [] } }, ["unwritable-route"]],
    [{ forwardAuth: { url: "http://a", responseHeaders: ["a b"] } }, ["unwritable-route"]],
    [{ forwardAuth: { url: "http://a", method: "{", responseHeaders: [] } }, ["unwritable-route"]],
    [{ basicAuth: { users: {} } }, ["unwritable-route"]],
    [{ basicAuth: { users: { "a:b": "x", c: "d e" } } }, ["unwritable-route"]],
    [{ allowedSources: ["all"] }, ["bad-network", "unwritable-route"]],
    [{ clientCertificate: { namespace: "shop", name: "ca" } }, ["unsupported-guard"]],
  ];
  for (const [guard, codes] of guards) {
    const { text, ctx } = await make([entry({ path: "/a", ...guard })]);
    assertMatch(text, /location ~ "\^\/a\(\?:\/\|\$\)" \{\n\s+return 403 /, JSON.stringify(guard));
    assertEquals(text.includes("proxy_pass"), false, JSON.stringify(guard));
    assertEquals(said(ctx), codes);
  }
});

Deno.test("a backend whose CA is missing is never left unchecked", async () => {
  const serverCaSecret = { namespace: "shop", name: "gone" };
  const { text, ctx } = await make([entry({ scheme: "https", serverCaSecret })]);
  assertStringIncludes(text, "proxy_ssl_verify on;");
  assertEquals(said(ctx), ["missing-ca"]);
});

Deno.test("lines of another proxy's config are left out", async () => {
  const { text, ctx } = await make([entry({ extraDirectives: ["encode gzip"] })]);
  assertEquals(text.includes("encode"), false);
  assertEquals(said(ctx), ["unsupported-directives"]);
});
