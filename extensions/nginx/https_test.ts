import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { ingress, rewrite, type Short } from "./_testing.ts";

function withTls(short: Short, name: string): Ingress {
  const manifest = ingress(short, { name });
  Object.assign(manifest.spec!, { tls: [{ hosts: ["shop.example"], secretName: "shop-tls" }] });
  return manifest;
}

const TLS = { secret: { namespace: "shop", name: "shop-tls" } };

function served(manifest: Ingress, others: Ingress[] = []) {
  const { entries: [{ tls, protocols }], said } = rewrite(manifest, others);
  assertEquals(said, []);
  return { tls, protocols };
}

Deno.test("rewrite() serves over HTTP when no Ingress of the host has TLS", () => {
  assertEquals(served(ingress()), { tls: undefined, protocols: undefined });
  assertEquals(served(ingress({ "ssl-redirect": "true" })), {
    tls: undefined,
    protocols: undefined,
  });
});

Deno.test("rewrite() sends on to HTTPS when an Ingress of the host has TLS", () => {
  assertEquals(served(withTls({}, "web")), { tls: TLS, protocols: undefined });
  assertEquals(served(ingress(), [withTls({}, "other")]), { tls: TLS, protocols: undefined });
});

Deno.test("rewrite() serves over both when ssl-redirect is off", () => {
  assertEquals(served(withTls({ "ssl-redirect": "false" }, "web")), {
    tls: TLS,
    protocols: ["http", "https"],
  });
});

Deno.test("rewrite() sends on to HTTPS when that is forced, whoever has the certificate", () => {
  assertEquals(served(ingress({ "force-ssl-redirect": "true" })), {
    tls: {},
    protocols: undefined,
  });
});
