import { assertEquals } from "@std/assert";
import { CERTIFICATE, contextOf, manifest } from "../_testing.ts";
import { findCa, writeCa } from "./trusted_ca.ts";

function secret(name: string, stringData: Record<string, string>) {
  return manifest("Secret", name, { stringData });
}

function find(data: Record<string, string>) {
  return findCa({ namespace: "shop", name: "ca" }, contextOf([secret("ca", data)]));
}

Deno.test("findCa() takes ca.crt, else tls.crt", () => {
  assertEquals(find({ "ca.crt": CERTIFICATE, "tls.crt": CERTIFICATE })?.key, "ca.crt");
  assertEquals(find({ "tls.crt": CERTIFICATE, "tls.key": "secret" })?.key, "tls.crt");
  assertEquals(find({ "ca.crt": "", "tls.crt": CERTIFICATE })?.key, "tls.crt");
  assertEquals(find({ "ca.crt": `# two\n${CERTIFICATE}${CERTIFICATE}` })?.certificates.length, 2);
});

Deno.test("findCa() finds nothing that a proxy would stumble over", () => {
  const body = CERTIFICATE.split("\n")[1];
  assertEquals(find({}), undefined);
  assertEquals(find({ "ca.crt": "not a certificate" }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE.replace(body, "") }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE + CERTIFICATE.replace(body, "AAAA") }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE.replaceAll("CERTIFICATE", "PRIVATE KEY") }), undefined);
  assertEquals(findCa({ namespace: "shop", name: "none" }, contextOf([])), undefined);
});

Deno.test("findCa() refuses a folder that is none", () => {
  const ctx = contextOf([secret("../ca", { "ca.crt": CERTIFICATE })]);
  assertEquals(findCa({ namespace: "shop", name: "../ca" }, ctx), undefined);
});

Deno.test("writeCa() leaves a file alone that is there already", () => {
  const ctx = contextOf([secret("ca", { "ca.crt": CERTIFICATE })]);
  const ca = findCa({ namespace: "shop", name: "ca" }, ctx)!;
  ctx.files.write("secrets/ca/ca.crt", "there already");
  assertEquals(writeCa(ca, ctx), "secrets/ca/ca.crt");
  assertEquals(ctx.files.get("secrets/ca/ca.crt")?.content, "there already");
});
