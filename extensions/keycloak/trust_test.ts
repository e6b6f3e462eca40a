import { assertEquals } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { object, secret, specOf } from "./_testing.ts";
import { plain } from "./options.ts";
import { certificates, truststores } from "./trust.ts";

Deno.test("certificates() mounts the TLS Secret where the operator does", () => {
  const ctx = testContext([secret("tls", { "tls.crt": "C", "tls.key": "K" })]);
  assertEquals(certificates(specOf({ http: { tlsSecret: "tls" } }, ctx), ctx), {
    volumes: [{
      volume: { name: "keycloak-tls-certificates", secret: { secretName: "tls" } },
      mountPath: "/mnt/certificates",
    }],
    variables: [
      plain("KC_HTTPS_CERTIFICATE_FILE", "/mnt/certificates/tls.crt"),
      plain("KC_HTTPS_CERTIFICATE_KEY_FILE", "/mnt/certificates/tls.key"),
    ],
  });
  assertEquals(said(ctx), []);
});

Deno.test("certificates() says so when the Secret is missing or holds no certificate", () => {
  for (const manifests of [[], [secret("tls", { "tls.crt": "C" })]]) {
    const ctx = testContext(manifests);
    const spec = specOf({ http: { tlsSecret: "tls" } }, ctx);
    assertEquals(certificates(spec, ctx), { volumes: [], variables: [] });
    assertEquals(said(ctx), ["no-tls-secret spec.http.tlsSecret"]);
  }
});

Deno.test("truststores() mounts Secrets and ConfigMaps, each once, and lists their folders", () => {
  const ctx = testContext([secret("ca", { "ca.crt": "C" }), object("ConfigMap", "ca.bundle")]);
  const spec = specOf({
    truststores: {
      "my.store": { secret: { name: "ca" } },
      again: { secret: { name: "ca" } },
      bundle: { configMap: { name: "ca.bundle" } },
    },
  }, ctx);
  const { volumes, variables } = truststores(spec, ctx);
  const folder = "/opt/keycloak/conf/truststores";
  assertEquals(volumes.map(({ mountPath }) => mountPath), [
    `${folder}/secret-ca`,
    `${folder}/configmap-ca.bundle`,
  ]);
  assertEquals(variables, [
    plain("KC_TRUSTSTORE_PATHS", `${folder}/secret-ca,${folder}/configmap-ca.bundle`),
  ]);
  assertEquals(said(ctx), []);
});

Deno.test("truststores() lists no path that is not there", () => {
  const ctx = testContext([]);
  const spec = specOf({
    truststores: {
      a: { secret: { name: "none" } },
      b: { configMap: { name: "none", optional: true } },
      c: { configMap: { name: "none" } },
      d: null,
      e: { secret: { name: "../x" } },
    },
  }, ctx);
  assertEquals(truststores(spec, ctx), { volumes: [], variables: [] });
  assertEquals(said(ctx), [
    "missing-secret spec.truststores.a",
    "missing-config-map spec.truststores.c",
    "bad-reference spec.truststores.d",
    "bad-reference spec.truststores.e",
  ]);
});
