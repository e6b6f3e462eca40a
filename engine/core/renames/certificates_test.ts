import { assertEquals } from "@std/assert";
import type { IngressEntry } from "../../../pacts/mod.ts";
import { encodePem } from "../../../pacts/encoding/pem.ts";
import { contextOf, manifest, said } from "../_testing.ts";
import { withoutOldCertificates } from "./certificates.ts";

/** What a certificate for some names has of them. */
function certificate(...names: string[]): string {
  const san = names.map((name) => String.fromCharCode(0x82, name.length) + name).join("");
  return encodePem("CERTIFICATE", Uint8Array.from(`0..${san}`, (letter) => letter.charCodeAt(0)));
}

function read(host: string, crt: string | undefined, hosts: Record<string, string>) {
  const data = crt === undefined ? {} : { stringData: { "tls.crt": crt, "tls.key": "k" } };
  const ctx = contextOf([manifest("Secret", "shop/tls", data)]);
  const secret = { namespace: "shop", name: "tls" };
  const route: IngressEntry = {
    ...{ host, path: "/", upstream: "w:80", scheme: "http" },
    tls: { secret, minVersion: "1.2" },
  };
  const [{ tls }] = withoutOldCertificates([route], ({ host }) => [host], hosts, ctx);
  return { hasSecret: tls?.secret !== undefined, tls, said: said(ctx.diagnostics) };
}

const HOSTS = { "shop.acme.io": "shop.localhost", "*.acme.io": "*.localhost" };

Deno.test("withoutOldCertificates() drops a certificate for the old name, and says so", () => {
  const found = read("shop.localhost", certificate("shop.acme.io"), HOSTS);
  assertEquals(found.tls, { minVersion: "1.2" });
  assertEquals(found.said, [
    'info renamed-certificate: its certificate is for shop.acme.io, *.acme.io, which "hosts" in dekube.yaml calls shop.localhost, so that has one of the proxy\'s own authority, which browsers warn of',
  ]);
  assertEquals(read("api.localhost", certificate("*.acme.io"), HOSTS).hasSecret, false);
});

Deno.test("withoutOldCertificates() keeps a certificate that is for the new name, too", () => {
  assertEquals(
    read("shop.localhost", certificate("x.io", "shop.localhost"), HOSTS).hasSecret,
    true,
  );
  assertEquals(read("shop.localhost", certificate("*.localhost"), HOSTS).said, []);
});

Deno.test("withoutOldCertificates() leaves what has its own name, and what no Secret holds", () => {
  assertEquals(read("other.test", certificate("y.test"), HOSTS).hasSecret, true);
  assertEquals(read("shop.localhost", certificate("shop.acme.io"), {}).hasSecret, true);
  assertEquals(read("shop.localhost", undefined, HOSTS).hasSecret, true);
  assertEquals(read("shop.localhost", "no PEM", HOSTS).hasSecret, true);
});
