import { assertEquals } from "@std/assert";
import { ingress, read, rewrite, type Short } from "./_testing.ts";
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

Deno.test("rewrite() leaves a route open when no certificate is asked for", () => {
  const off = { ...TLS, "auth-tls-verify-client": "off" };
  assertEquals(read(readClientCertificate, off), [undefined, []]);
  assertEquals(rewrite(ingress(off)).entries.map(({ denied }) => denied), [undefined]);
  const unknown = rewrite(ingress({ ...TLS, "auth-tls-verify-client": "OFF" }));
  assertEquals(unknown.said, ["warning unsupported-auth-tls-verify-client"]);
});

/** The certificates that a route asks for beside other Ingresses of its host, and why it is denied. */
function beside(own: Short, ...others: Short[]): unknown[] {
  const named = others.map((short, index) =>
    ingress(short, { name: `other${index}`, paths: [[`/${index}`]] })
  );
  const { entries: [{ clientCertificate, denied }] } = rewrite(ingress(own), named);
  return [clientCertificate?.name, denied];
}

Deno.test("askOnWholeHosts() has a host's routes ask for what one of its Ingresses asks", () => {
  assertEquals(beside({}, {}), [undefined, undefined]);
  assertEquals(beside({}, {}, TLS, { "auth-tls-secret": "shop/other" }), ["ca", undefined]);
  assertEquals(beside({ "auth-tls-secret": "shop/own" }, TLS), ["own", undefined]);
  assertEquals(beside({}, { ...TLS, canary: "true" }), ["ca", undefined]);
  assertEquals(beside({}, { ...TLS, "auth-tls-verify-client": "off" }), [undefined, undefined]);
});

Deno.test("askOnWholeHosts() closes them when that can't be kept", () => {
  assertEquals(beside({}, { ...TLS, "auth-tls-match-cn": "CN=a" }), [
    undefined,
    'nginx.ingress.kubernetes.io/auth-tls-secret of the Ingress "other0"',
  ]);
});

Deno.test("askOnWholeHosts() asks nothing of another host's clients", () => {
  const other = ingress(TLS, { name: "other", host: "other.example" });
  assertEquals(rewrite(ingress(), [other]).entries[0].clientCertificate, undefined);
});
