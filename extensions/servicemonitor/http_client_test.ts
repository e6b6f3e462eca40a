import { assert, assertEquals, assertFalse } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { configMap, secret } from "./_testing.ts";
import { Assets } from "./assets.ts";
import { httpClient, isUrl } from "./http_client.ts";
import { Site } from "./read.ts";

function client(fields: Record<string, unknown>, minor = 42) {
  const ctx = testContext([
    secret("login", { user: "me", password: "pass", cert: "CERT", key: "KEY" }),
    configMap("root", { "ca.crt": "PEM" }),
  ]);
  const site = new Site(ctx, { kind: "ServiceMonitor", namespace: "shop", name: "x" }, "e");
  const assets = new Assets("prometheus", ctx);
  const version = { major: 2, minor };
  return {
    made: httpClient(fields, { namespace: "shop", assets, version, site }),
    said: said(ctx),
  };
}

const FILES = "/etc/prometheus/credentials/files/login";
const login = (key: string) => ({ name: "login", key });

Deno.test("httpClient() mounts the CA, the certificate and its key, when tlsConfig names them", () => {
  const { made, said } = client({
    tlsConfig: {
      ca: { configMap: { name: "root", key: "ca.crt" } },
      cert: { secret: login("cert") },
      keySecret: login("key"),
      serverName: "web",
      insecureSkipVerify: false,
      minVersion: "TLS12",
    },
  });
  assertEquals(made, {
    tls_config: {
      ca_file: "/etc/prometheus/config/files/root/ca.crt",
      cert_file: `${FILES}/cert`,
      key_file: `${FILES}/key`,
      server_name: "web",
      insecure_skip_verify: false,
      min_version: "TLS12",
    },
  });
  assertEquals(said, []);
});

Deno.test("httpClient() leaves half a client certificate out, which Prometheus would refuse", () => {
  const { made, said } = client({ tlsConfig: { cert: { secret: login("cert") } } });
  assertEquals(made, {});
  assertEquals(said, ["incomplete-certificate e.tlsConfig"]);
});

Deno.test("httpClient() never skips the check of a certificate by itself, when the CA is missing", () => {
  const { made, said } = client({
    tlsConfig: { ca: { secret: { name: "none", key: "ca.crt" } }, serverName: "web" },
  });
  assertEquals(made, { tls_config: { server_name: "web" } });
  assertEquals(said, ["missing-secret e.tlsConfig.ca"]);
});

Deno.test("httpClient() keeps passwords and tokens in files", () => {
  const basicAuth = { username: login("user"), password: login("password") };
  assertEquals(client({ basicAuth }).made, {
    basic_auth: { username: "me", password_file: `${FILES}/password` },
  });
  assertEquals(client({ bearerTokenSecret: login("password") }).made, {
    authorization: { credentials_file: `${FILES}/password` },
  });
  assertEquals(client({ authorization: { type: "Token", credentials: login("key") } }).made, {
    authorization: { type: "Token", credentials_file: `${FILES}/key` },
  });
});

Deno.test("httpClient() keeps one way to log in, when there are several", () => {
  const { made, said } = client({
    basicAuth: { username: login("user") },
    authorization: { credentials: login("key") },
    bearerTokenSecret: { key: "" },
  });
  assertEquals(made, { basic_auth: { username: "me" } });
  assertEquals(said, ["two-credentials e.authorization"]);
});

Deno.test("httpClient() says what it can't keep", () => {
  const { made, said } = client({
    oauth2: { clientId: {} },
    authorization: { type: "Basic", credentials: login("key") },
    proxyUrl: "http://a b",
    tlsConfig: { maxVersion: "TLS12", caFile: "/var/run/secrets/kubernetes.io/ca.crt" },
  }, 40);
  assertEquals(made, {});
  assertEquals(said.sort(), [
    "bad-authorization e.authorization.type",
    "bad-url e.proxyUrl",
    "no-cluster-credentials e.tlsConfig.caFile",
    "unsupported-field e.oauth2",
    "unsupported-field e.tlsConfig.maxVersion",
  ]);
});

Deno.test("httpClient() leaves out what the version does not know", () => {
  const fields = { followRedirects: false, enableHttp2: true };
  assertEquals(client(fields).made, { follow_redirects: false, enable_http2: true });
  assertEquals(client(fields, 30).made, { follow_redirects: false });
});

Deno.test("isUrl() takes what a proxy's or a site's address looks like", () => {
  for (const url of ["http://proxy:3128", "https://u:p@a.example/x?y#z", "http://[::1]:80/"]) {
    assert(isUrl(url), url);
  }
  for (
    const url of ["", "proxy:3128", "http://", "http://a b", "http://a/%zz", "http://a\n", "//a"]
  ) {
    assertFalse(isUrl(url), url);
  }
});
