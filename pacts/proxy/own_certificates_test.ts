import { assertEquals } from "@std/assert";
import { CERTIFICATE, entry, manifest } from "../_testing.ts";
import { encodePem } from "../encoding/pem.ts";
import { renderContextOf } from "./_testing.ts";
import { mountedTls, ownCertificates } from "./own_certificates.ts";

// An Ed25519 key: it holds nothing that could be another's.
const KEY = encodePem("PRIVATE KEY", new Uint8Array([0x30, 3, 2, 1, 0]));
const SECRET = manifest("Secret", "shop-tls", {
  stringData: { "tls.crt": CERTIFICATE, "tls.key": KEY },
});
const TLS = { namespace: "shop", name: "shop-tls" };

function hosts(disableIngress: boolean): string[] {
  const entries = ["a.example", "b.example", ""].map((host) =>
    entry({ host, ...(host === "b.example" ? {} : { tls: TLS }) })
  );
  const ctx = renderContextOf(entries, [SECRET], { config: { disableIngress } });
  return [...ownCertificates(ctx).keys()];
}

Deno.test("ownCertificates() has those of hosts whose routes name one", () => {
  assertEquals(hosts(false), ["a.example"]);
});

Deno.test("ownCertificates() has none when the proxy is the user's own", () => {
  assertEquals(hosts(true), []);
});

Deno.test("mountedTls() has each Secret once, by name", () => {
  const bytes = new Uint8Array([1]);
  const secrets = ["b", "a", "b"].map((folder) => ({ folder, certificate: bytes, key: bytes }));
  const { files, mounts } = mountedTls(secrets, "/tls");
  assertEquals(Object.keys(files), [
    ...["secrets/a/tls.crt", "secrets/a/tls.key", "secrets/b/tls.crt", "secrets/b/tls.key"],
  ]);
  assertEquals(mounts.map(({ target }) => target), [
    ...["/tls/a/tls.crt", "/tls/a/tls.key", "/tls/b/tls.crt", "/tls/b/tls.key"],
  ]);
});
