import { assertEquals } from "@std/assert";
import { CERTIFICATE, fakeContext, secret } from "./_testing.ts";
import { findCa, writeCa } from "./ca.ts";

function find(data: Record<string, string>) {
  return findCa({ namespace: "shop", name: "ca" }, fakeContext({ secrets: [secret("ca", data)] }));
}

Deno.test("findCa() takes ca.crt, else tls.crt", () => {
  assertEquals(find({ "ca.crt": CERTIFICATE, "tls.crt": CERTIFICATE })?.key, "ca.crt");
  assertEquals(find({ "tls.crt": CERTIFICATE, "tls.key": "secret" })?.key, "tls.crt");
  assertEquals(find({ "ca.crt": "", "tls.crt": CERTIFICATE })?.key, "tls.crt");
  assertEquals(find({ "ca.crt": `# two\n${CERTIFICATE}${CERTIFICATE}` })?.certificates.length, 2);
});

Deno.test("findCa() finds nothing that Caddy would stumble over", () => {
  const body = CERTIFICATE.split("\n")[1];
  assertEquals(find({}), undefined);
  assertEquals(find({ "ca.crt": "not a certificate" }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE.replace(body, "") }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE + CERTIFICATE.replace(body, "AAAA") }), undefined);
  assertEquals(find({ "ca.crt": CERTIFICATE.replaceAll("CERTIFICATE", "PRIVATE KEY") }), undefined);
  assertEquals(findCa({ namespace: "shop", name: "none" }, fakeContext()), undefined);
});

Deno.test("findCa() refuses a folder that is none", () => {
  const ctx = fakeContext({ secrets: [secret("../ca", { "ca.crt": CERTIFICATE })] });
  assertEquals(findCa({ namespace: "shop", name: "../ca" }, ctx), undefined);
});

Deno.test("writeCa() leaves a file alone that is there already", () => {
  const ctx = fakeContext({ secrets: [secret("ca", { "ca.crt": CERTIFICATE })] });
  const ca = findCa({ namespace: "shop", name: "ca" }, ctx)!;
  ctx.files.write("secrets/ca/ca.crt", "there already");
  assertEquals(writeCa(ca, ctx), "secrets/ca/ca.crt");
  assertEquals(ctx.files.get("secrets/ca/ca.crt")?.content, "there already");
});
