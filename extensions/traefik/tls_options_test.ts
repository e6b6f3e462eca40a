import { assertEquals } from "@std/assert";
import { testContext } from "@dekube/engine/testing";
import { custom } from "./_testing.ts";
import { TraefikObjects } from "./objects.ts";
import { clientTls } from "./tls_options.ts";

const REQUIRED = {
  clientAuth: { clientAuthType: "RequireAndVerifyClientCert", secretNames: ["ca"] },
};

function read(reference: string, name: string, spec: unknown) {
  return clientTls(
    reference,
    "field",
    new TraefikObjects(testContext([custom("TLSOption", name, spec)])),
  );
}

Deno.test("clientTls() reads whose certificates are asked for", () => {
  assertEquals(read("shop-mtls@kubernetescrd", "mtls", REQUIRED), {
    restrictions: [{ guard: "clientCertificate", annotation: "field" }],
    clientCertificate: { namespace: "shop", name: "ca" },
    versions: {},
  });
  assertEquals(read("shop-mtls", "mtls", { minVersion: "VersionTLS12" }), {
    restrictions: [],
    versions: { minVersion: "1.2" },
  });
});

Deno.test("clientTls() restricts when it can't be told what is asked", () => {
  assertEquals(read("shop-gone", "mtls", {}), {
    restrictions: [{
      guard: "other",
      annotation: 'field (the TLSOption "shop-gone" is missing)',
      remedy: 'Add the TLSOption "gone" of the namespace "shop" to the manifests',
    }],
    versions: {},
  });
  assertEquals(read("shop-mtls@file", "mtls", {}).restrictions, [{
    guard: "other",
    annotation:
      "field (the TLSOption \"shop-mtls@file\" is of Traefik's own config, which can't be read here: make it a TLSOption of the manifests)",
  }]);
  assertEquals(read("shop-mtls", "mtls", null).restrictions, [
    { guard: "other", annotation: 'field (the TLSOption "mtls" is empty)' },
  ]);
  const two = { clientAuth: { ...REQUIRED.clientAuth, secretNames: ["a", "b"] } };
  assertEquals(read("shop-mtls", "mtls", two), {
    restrictions: [{ guard: "clientCertificate", annotation: "field" }],
    versions: {},
  });
});

Deno.test("clientTls() minds the TLSOption that holds for all others", () => {
  assertEquals(read("", "default", REQUIRED).clientCertificate?.name, "ca");
  assertEquals(read("default", "default", REQUIRED).restrictions.length, 1);
  assertEquals(read("", "other", REQUIRED), { restrictions: [], versions: {} });
  assertEquals(read("", "default", { clientAuth: { clientAuthType: "NoClientCert" } }), {
    restrictions: [],
    versions: {},
  });
  assertEquals(read("", "default", null), { restrictions: [], versions: {} });
});

Deno.test("clientTls() says what it does not keep of a TLSOption", () => {
  const option = custom("TLSOption", "default", {
    minVersion: "TLS1.2",
    maxVersion: "VersionTLS13",
    cipherSuites: ["TLS_AES_128_GCM_SHA256"],
    curvePreferences: ["CurveP521"],
    sniStrict: true,
    alpnProtocols: ["h2"],
    disableSessionTickets: true,
    preferServerCipherSuites: false,
  });
  const ctx = testContext([option]);
  assertEquals(clientTls("", "field", new TraefikObjects(ctx)).versions, { maxVersion: "1.3" });
  assertEquals(
    [...ctx.diagnostics].map(({ code, message }) => `${code} ${message.split(":")[0]}`),
    [
      "unsupported-field cipherSuites",
      "unsupported-field curvePreferences",
      "unsupported-field sniStrict",
      "unsupported-field alpnProtocols",
      "meaningless-field disableSessionTickets means nothing here",
      "meaningless-field preferServerCipherSuites means nothing here",
      "bad-tls-version minVersion",
    ],
  );
});

Deno.test("clientTls() restricts when nobody can tell whether a certificate is asked for", () => {
  for (const clientAuth of ["RequireAndVerifyClientCert", [REQUIRED.clientAuth], true, 0, ""]) {
    assertEquals(read("shop-mtls", "mtls", { clientAuth }).restrictions.length, 1);
    assertEquals(read("", "default", { clientAuth }).restrictions.length, 1);
  }
  for (const clientAuthType of ["", "require", ["NoClientCert"], {}]) {
    assertEquals(read("", "default", { clientAuth: { clientAuthType } }).restrictions.length, 1);
  }
  // Authorities alone have Traefik ask for a certificate.
  assertEquals(read("", "default", { clientAuth: { secretNames: ["ca"] } }).restrictions.length, 1);
  assertEquals(read("", "default", { clientAuth: null }).restrictions, []);
});
