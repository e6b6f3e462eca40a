import { assertEquals, assertThrows } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { CERTIFICATE, entry, manifest } from "../_testing.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { renderContextOf } from "./_testing.ts";
import { backendOf } from "./backend.ts";
import { Unwritable } from "./unwritable.ts";

const SECRET = manifest("Secret", "root", { stringData: { "ca.crt": CERTIFICATE } });

function read(fields: Partial<IngressEntry>, isPublic = false) {
  const ctx = renderContextOf([], [SECRET]);
  const { tls, ...address } = backendOf(entry({ upstream: "web:8443", ...fields }), ctx, isPublic);
  const trusts = typeof tls?.trusts === "object" ? tls.trusts.folder : tls?.trusts;
  return [`${address.host}:${address.port}`, tls?.name, trusts, ...said(ctx)];
}

Deno.test("backendOf() checks nothing when there is no TLS", () => {
  for (const scheme of ["http", "h2c"] as const) {
    assertEquals(read({ scheme, serverSni: "a b" }), ["web:8443", undefined, undefined]);
  }
});

Deno.test("backendOf() checks a certificate against the CA and the name of the route", () => {
  const fields = { scheme: "https", serverSni: "web.internal" } as const;
  const named = (name: string) => ({ ...fields, serverCaSecret: { namespace: "shop", name } });
  assertEquals(read(named("root")), ["web:8443", "web.internal", "root"]);
  assertEquals(read(named("gone")), ["web:8443", "web.internal", "public", "missing-ca"]);
  assertEquals(read(named("root"), true), ["web:8443", "web.internal", "public"]);
  assertEquals(read(fields), ["web:8443", "web.internal", "anybody", "unverified-backend"]);
  assertEquals(read({ ...fields, serverCaIsPublic: true }), ["web:8443", "web.internal", "public"]);
});

Deno.test("backendOf() throws where an address or a name is none", () => {
  for (const fields of [{ upstream: "web" }, { scheme: "https", serverSni: "a b" }] as const) {
    assertThrows(() => read(fields), Unwritable);
  }
});
