import { assertEquals } from "@std/assert";
import { said, testConversion } from "@dekube/engine/testing";
import { certificate, clusterIssuer, manifest } from "../_testing.ts";
import * as certManager from "../mod.ts";

Deno.test("FIELDS have each field that a kind lacks said", async () => {
  const conversion = await testConversion([certManager], [
    manifest("Issuer", "self", { selfSigned: { crlDistributionPoint: ["http://a"] } }),
    clusterIssuer("acme", { acme: { solvers: [{ http01: { ingres: {} } }] } }),
    certificate("web", "self", { dnsNames: ["a.example"], privateKey: { sise: 2048 } }),
  ]);
  assertEquals(said(conversion).filter((what) => what.startsWith("unknown-field")).sort(), [
    "unknown-field spec.acme.solvers[0].http01.ingres",
    "unknown-field spec.privateKey.sise",
    "unknown-field spec.selfSigned.crlDistributionPoint",
  ]);
});
