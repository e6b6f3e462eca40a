import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { object, QUIET, secret, serviceOf } from "./_testing.ts";

function container(fields: object): object {
  return { unsupported: { podTemplate: { spec: { containers: [fields] } } } };
}

Deno.test("serverVariables() adds what one server behind a proxy needs", () => {
  const { env, ctx } = serviceOf({});
  const { KC_BOOTSTRAP_ADMIN_PASSWORD: _password, ...rest } = env;
  assertEquals(rest, {
    KC_HOSTNAME: "sso.example",
    KC_DB: "postgres",
    KC_DB_URL_HOST: "db.example",
    KC_BOOTSTRAP_ADMIN_USERNAME: "temp-admin",
    KC_HTTP_ENABLED: "true",
    KC_CACHE: "local",
    KC_HEALTH_ENABLED: "true",
    KC_METRICS_ENABLED: "true",
    KC_PROXY_HEADERS: "xforwarded",
  });
  assertEquals(said(ctx), []);
});

Deno.test("serverVariables() prefers the template, then fields, then options, then env", () => {
  const { env } = serviceOf({
    ...container({ env: [{ name: "KC_A", value: "template" }] }),
    hostname: { hostname: "field.example" },
    additionalOptions: [
      { name: "a", value: "option" },
      { name: "hostname", value: "option" },
      { name: "b", value: "option" },
      { name: "metrics-enabled", value: false },
    ],
    env: [{ name: "KC_B", value: "env" }, { name: "C", value: "env" }],
  });
  assertEquals(
    [env.KC_A, env.KC_HOSTNAME, env.KC_B, env.C, env.KC_METRICS_ENABLED],
    ["template", "field.example", "option", "env", "false"],
  );
});

Deno.test("serverVariables() reads Secrets, and says which are missing", () => {
  const { env, ctx } = serviceOf({
    db: {
      ...QUIET.db,
      usernameSecret: { name: "db", key: "user" },
      passwordSecret: { name: "none", key: "pass" },
    },
    additionalOptions: [{ name: "x", secret: { name: "db", key: "none" } }],
  }, [secret("db", { user: "kc" })]);
  assertEquals(env.KC_DB_USERNAME, "kc");
  assertEquals(said(ctx), [
    "missing-secret containers[keycloak].env[KC_DB_PASSWORD]",
    "missing-key containers[keycloak].env[KC_X]",
  ]);
});

Deno.test("serverVariables() leaves out what only a cluster needs", () => {
  const { env, ctx } = serviceOf({
    cache: { configMapFile: { name: "cache", key: "cache.xml" } },
    additionalOptions: [
      { name: "cache", value: "ispn" },
      { name: "cache-stack", value: "kubernetes" },
      { name: "cache-embedded-mtls-enabled", value: true },
      { name: "cache-embedded-users-max-count", value: 5 },
    ],
  });
  assertEquals(Object.keys(env).filter((name) => name.startsWith("KC_CACHE")), [
    "KC_CACHE_EMBEDDED_USERS_MAX_COUNT",
    "KC_CACHE",
  ]);
  assertEquals(env.KC_CACHE, "local");
  assertEquals(said(ctx), ["local-cache spec.cache"]);
});

Deno.test("serverVariables() turns HTTP on when there is no certificate", () => {
  const { env, ctx } = serviceOf({ http: { httpEnabled: false } });
  assertEquals(env.KC_HTTP_ENABLED, "true");
  assertEquals(said(ctx), ["no-certificate spec.http"]);

  const missing = serviceOf({ http: { httpEnabled: false, tlsSecret: "none" } });
  assertEquals(missing.env.KC_HTTP_ENABLED, "true");
  assertEquals(said(missing.ctx), ["no-tls-secret spec.http.tlsSecret"]);

  const store = { additionalOptions: [{ name: "https-key-store-file", value: "/x.p12" }] };
  assertEquals(serviceOf(store).env.KC_HTTP_ENABLED, undefined);
});

Deno.test("serverVariables() says which proxy to trust as the version has it", () => {
  const proxy = (spec: object) => {
    const { env } = serviceOf(spec);
    return [env.KC_PROXY, env.KC_PROXY_HEADERS];
  };
  assertEquals(proxy({ image: "quay.io/keycloak/keycloak:23.0" }), ["edge", undefined]);
  assertEquals(proxy({ image: "quay.io/keycloak/keycloak:24.0" }), [undefined, "xforwarded"]);
  assertEquals(proxy({ proxy: { headers: "forwarded" } }), [undefined, "forwarded"]);
  assertEquals(proxy({ additionalOptions: [{ name: "proxy", value: "none" }] }), [
    "none",
    undefined,
  ]);
});

Deno.test("serverVariables() says that there is no host name and no database", () => {
  const { env, ctx } = serviceOf({ hostname: null, db: null });
  assertEquals(env.KC_HOSTNAME_STRICT, "false");
  assertEquals(said(ctx), [
    "no-hostname spec.hostname",
    "no-database spec.db",
    "no-route spec.ingress",
  ]);
});

Deno.test("serverVariables() counts what envFrom brings as set", () => {
  const { env, ctx } = serviceOf({
    hostname: null,
    db: null,
    ...container({ envFrom: [{ configMapRef: { name: "more" } }] }),
    ingress: { enabled: false },
  }, [object("ConfigMap", "more", { data: { KC_HOSTNAME: "a.example", KC_DB: "mysql" } })]);
  assertEquals([env.KC_HOSTNAME, env.KC_HOSTNAME_STRICT, env.KC_DB], [
    "a.example",
    undefined,
    "mysql",
  ]);
  assertEquals(said(ctx), []);
});

Deno.test("serverVariables() leaves the user's own truststores", () => {
  const { env } = serviceOf({
    truststores: { ca: { configMap: { name: "ca" } } },
    additionalOptions: [{ name: "truststore-paths", value: "/mine" }],
  }, [object("ConfigMap", "ca", { data: { "ca.pem": "C" } })]);
  assertEquals(env.KC_TRUSTSTORE_PATHS, "/mine");
});
