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
  });
  assertEquals(read("shop-mtls", "mtls", { minVersion: "VersionTLS12" }), { restrictions: [] });
});

Deno.test("clientTls() restricts when it can't be told what is asked", () => {
  assertEquals(read("shop-gone", "mtls", {}), {
    restrictions: [{ guard: "other", annotation: "field" }],
  });
  assertEquals(read("shop-mtls@file", "mtls", {}).restrictions.length, 1);
  const two = { clientAuth: { ...REQUIRED.clientAuth, secretNames: ["a", "b"] } };
  assertEquals(read("shop-mtls", "mtls", two), {
    restrictions: [{ guard: "clientCertificate", annotation: "field" }],
  });
});

Deno.test("clientTls() minds the TLSOption that holds for all others", () => {
  assertEquals(read("", "default", REQUIRED).clientCertificate?.name, "ca");
  assertEquals(read("default", "default", REQUIRED).restrictions.length, 1);
  assertEquals(read("", "other", REQUIRED), { restrictions: [] });
  assertEquals(read("", "default", { clientAuth: { clientAuthType: "NoClientCert" } }), {
    restrictions: [],
  });
  assertEquals(read("", "default", null), { restrictions: [] });
});
