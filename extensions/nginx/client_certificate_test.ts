import { assertEquals } from "@std/assert";
import { read } from "./_testing.ts";
import { readClientCertificate } from "./client_certificate.ts";

const TLS = { "auth-tls-secret": "shop/ca" };

Deno.test("readClientCertificate() keeps the CA when certificates must be shown", () => {
  const kept = { namespace: "shop", name: "ca" };
  assertEquals(read(readClientCertificate, {}), [undefined, []]);
  assertEquals(read(readClientCertificate, TLS), [kept, []]);
  assertEquals(read(readClientCertificate, { ...TLS, "auth-tls-verify-client": "on" }), [kept, []]);
});

Deno.test("readClientCertificate() carries nothing when less, or more, is asked for", () => {
  assertEquals(read(readClientCertificate, { ...TLS, "auth-tls-verify-client": "optional" }), [
    undefined,
    ["warning unsupported-auth-tls-verify-client"],
  ]);
  assertEquals(read(readClientCertificate, { ...TLS, "auth-tls-match-cn": "CN=a" }), [
    undefined,
    ["warning unsupported-auth-tls-match-cn"],
  ]);
});
