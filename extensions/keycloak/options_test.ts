import { assert, assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { specOf } from "./_testing.ts";
import {
  additionalVariables,
  fieldVariables,
  OPTIONS,
  ownVariables,
  plain,
  variableOf,
} from "./options.ts";

/** Names of options in Keycloak's own list of them; the last two are of the old kind of host names. */
const SERVER_OPTIONS = new Set([
  "hostname",
  "hostname-admin",
  "hostname-strict",
  "hostname-backchannel-dynamic",
  "features",
  "features-disabled",
  "transaction-xa-enabled",
  "http-enabled",
  "http-port",
  "https-port",
  "http-management-port",
  "proxy-headers",
  "db",
  "db-username",
  "db-password",
  "db-url-database",
  "db-url-host",
  "db-url-port",
  "db-schema",
  "db-url",
  "db-pool-initial-size",
  "db-pool-min-size",
  "db-pool-max-size",
  "tracing-enabled",
  "tracing-endpoint",
  "tracing-service-name",
  "tracing-protocol",
  "tracing-sampler-type",
  "tracing-sampler-ratio",
  "tracing-compression",
  "tracing-resource-attributes",
  "telemetry-endpoint",
  "telemetry-service-name",
  "telemetry-protocol",
  "telemetry-resource-attributes",
  "hostname-admin-url",
  "hostname-strict-backchannel",
]);

Deno.test("OPTIONS are the server's own, each once", () => {
  const known = new Set(
    [...SERVER_OPTIONS].map((name) => `KC_${name.toUpperCase().replaceAll("-", "_")}`),
  );
  for (const { variable } of OPTIONS) assert(known.has(variable), variable);
  assertEquals(new Set(OPTIONS.map(({ variable }) => variable)).size, OPTIONS.length);
});

Deno.test("fieldVariables() reads every group of fields", () => {
  const ctx = testContext([]);
  const spec = specOf({
    hostname: {
      hostname: "sso.example",
      admin: "admin.example",
      adminUrl: "https://admin.example/",
      strict: false,
      strictBackchannel: true,
      backchannelDynamic: true,
    },
    features: { enabled: ["docker", "token-exchange"], disabled: ["impersonation"] },
    transaction: { xaEnabled: false },
    http: { httpEnabled: true, httpPort: 8180, httpsPort: 8543 },
    httpManagement: { port: 9001 },
    proxy: { headers: "forwarded" },
    db: {
      vendor: "postgres",
      usernameSecret: { name: "db", key: "user" },
      passwordSecret: { name: "db", key: "pass" },
      database: "kc",
      host: "pg",
      port: 5433,
      schema: "public",
      url: "jdbc:postgresql://pg/kc",
      poolInitialSize: 1,
      poolMinSize: 2,
      poolMaxSize: 3,
    },
    tracing: { enabled: true, samplerRatio: 0.5, resourceAttributes: { a: "1", b: 2 } },
  }, ctx);
  const ref = (key: string) => ({ secretKeyRef: { name: "db", key } });
  assertEquals(fieldVariables(spec), [
    plain("KC_HOSTNAME", "sso.example"),
    plain("KC_HOSTNAME_ADMIN", "admin.example"),
    plain("KC_HOSTNAME_ADMIN_URL", "https://admin.example/"),
    plain("KC_HOSTNAME_STRICT", "false"),
    plain("KC_HOSTNAME_STRICT_BACKCHANNEL", "true"),
    plain("KC_HOSTNAME_BACKCHANNEL_DYNAMIC", "true"),
    plain("KC_FEATURES", "docker,token-exchange"),
    plain("KC_FEATURES_DISABLED", "impersonation"),
    plain("KC_TRANSACTION_XA_ENABLED", "false"),
    plain("KC_HTTP_ENABLED", "true"),
    plain("KC_HTTP_PORT", "8180"),
    plain("KC_HTTPS_PORT", "8543"),
    plain("KC_HTTP_MANAGEMENT_PORT", "9001"),
    plain("KC_PROXY_HEADERS", "forwarded"),
    plain("KC_DB", "postgres"),
    { name: "KC_DB_USERNAME", valueFrom: ref("user") },
    { name: "KC_DB_PASSWORD", valueFrom: ref("pass") },
    plain("KC_DB_URL_DATABASE", "kc"),
    plain("KC_DB_URL_HOST", "pg"),
    plain("KC_DB_URL_PORT", "5433"),
    plain("KC_DB_SCHEMA", "public"),
    plain("KC_DB_URL", "jdbc:postgresql://pg/kc"),
    plain("KC_DB_POOL_INITIAL_SIZE", "1"),
    plain("KC_DB_POOL_MIN_SIZE", "2"),
    plain("KC_DB_POOL_MAX_SIZE", "3"),
    plain("KC_TRACING_ENABLED", "true"),
    plain("KC_TRACING_SAMPLER_RATIO", "0.5"),
    plain("KC_TRACING_RESOURCE_ATTRIBUTES", "a=1,b=2"),
  ]);
  assertEquals(said(ctx), []);
});

Deno.test("fieldVariables() leaves out what is empty, and says what is wrong", () => {
  const ctx = testContext([]);
  const spec = specOf({
    hostname: "sso.example",
    db: { vendor: null, port: "x", host: ["a"], usernameSecret: { name: "db" } },
    features: { enabled: [null, ""] },
  }, ctx);
  assertEquals(fieldVariables(spec), []);
  assertEquals(
    new Set(said(ctx)),
    new Set([
      "bad-field spec.hostname",
      "bad-reference spec.db.usernameSecret",
      "bad-field spec.db.host",
      "bad-field spec.db.port",
    ]),
  );
});

Deno.test("additionalVariables() takes values and Secrets, and names options that are not all dashes", () => {
  const spec = specOf({
    additionalOptions: [
      null,
      { name: "log-level", value: "INFO" },
      { name: "log-level-org.keycloak", value: "DEBUG" },
      { name: "spi-a--b--c", secret: { name: "s", key: "k", optional: true } },
      { name: "http-max-queued-requests", value: 5 },
    ],
  });
  assertEquals(additionalVariables(spec), [
    plain("KC_LOG_LEVEL", "INFO"),
    plain("KC_LOG_LEVEL_ORG_KEYCLOAK", "DEBUG"),
    plain("KCKEY_LOG_LEVEL_ORG_KEYCLOAK", "log-level-org.keycloak"),
    {
      name: "KC_SPI_A__B__C",
      valueFrom: { secretKeyRef: { name: "s", key: "k", optional: true } },
    },
    plain("KC_HTTP_MAX_QUEUED_REQUESTS", "5"),
  ]);
});

Deno.test("additionalVariables() says which items have no name or no Secret", () => {
  const ctx = testContext([]);
  const spec = specOf({
    additionalOptions: ["x", null, { value: 1 }, { name: "a", secret: { name: "s" } }],
  }, ctx);
  assertEquals(additionalVariables(spec), []);
  assertEquals(said(ctx), [
    "bad-field spec.additionalOptions.0",
    "bad-field spec.additionalOptions.2",
    "bad-reference spec.additionalOptions.3.secret",
  ]);
});

Deno.test("ownVariables() keeps names as they are, and refuses what is none", () => {
  const ctx = testContext([]);
  const spec = specOf({
    env: [
      { name: "JAVA_OPTS_APPEND", value: "-Da=b" },
      { name: "A=B", value: "x" },
      { name: "TOKEN", secret: { name: "s", key: "k" } },
    ],
  }, ctx);
  assertEquals(ownVariables(spec), [
    plain("JAVA_OPTS_APPEND", "-Da=b"),
    { name: "TOKEN", valueFrom: { secretKeyRef: { name: "s", key: "k" } } },
  ]);
  assertEquals(said(ctx), ["bad-variable spec.env.1"]);
});

Deno.test("variableOf() is what the operator makes of an option", () => {
  assertEquals(variableOf("db-url-host"), "KC_DB_URL_HOST");
  assertEquals(variableOf("spi-x--Foo.bar"), "KC_SPI_X__FOO_BAR");
});
