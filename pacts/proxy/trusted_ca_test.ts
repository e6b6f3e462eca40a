import { assertEquals, assertMatch } from "@std/assert";
import { CERTIFICATE, contextOf, manifest } from "../_testing.ts";
import type { Manifest } from "../manifest.ts";
import { findCa, mountedCas } from "./trusted_ca.ts";

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

Deno.test("findCa() has a folder that can stand in a config, whatever the Secret's name", () => {
  const ctx = contextOf([secret("../c\na {", { "ca.crt": CERTIFICATE })]);
  const found = findCa({ namespace: "shop", name: "../c\na {" }, ctx);
  assertMatch(found?.folder ?? "", /^[\w-][\w.-]*$/);
});

Deno.test("findCa() looks for a ConfigMap where there is no such Secret, or one is meant", () => {
  const map = manifest("ConfigMap", "ca", { data: { "ca.crt": CERTIFICATE } });
  const ref = { namespace: "shop", name: "ca" };
  const below = (ref: Parameters<typeof findCa>[0], ...manifests: Manifest[]) =>
    findCa(ref, contextOf(manifests))?.below;
  const both = [map, secret("ca", { "ca.crt": CERTIFICATE })];
  assertEquals(below(ref, map), "configmaps");
  assertEquals(below(ref, ...both), "secrets");
  assertEquals(below({ ...ref, kind: "ConfigMap" }, ...both), "configmaps");
  assertEquals(below({ ...ref, kind: "Secret" }, map), undefined);
  assertEquals(below(ref, manifest("ConfigMap", "ca", { data: { "ca.crt": "no" } })), undefined);
});

Deno.test("mountedCas() keeps a ConfigMap apart from a Secret of its name", () => {
  const map = manifest("ConfigMap", "ca", { data: { "ca.crt": CERTIFICATE } });
  const ctx = contextOf([map, secret("ca", { "ca.crt": CERTIFICATE })]);
  const entries = (["ConfigMap", "Secret"] as const).map((kind) => ({
    scheme: "https" as const,
    serverCaSecret: { kind, namespace: "shop", name: "ca" },
  }));
  const { mounts } = mountedCas(entries, "/certs", ctx);
  assertEquals(mounts.map(({ source, target }) => [source, target]), [
    ["./secrets/ca/ca.crt", "/certs/ca/ca.crt"],
    ["./configmaps/ca/ca.crt", "/certs/configmaps/ca/ca.crt"],
  ]);
});

Deno.test("mountedCas() has each authority once, and never a key", () => {
  const ctx = contextOf([
    secret("root", { "ca.crt": CERTIFICATE, "ca.key": "private" }),
    secret("pair", { "tls.crt": CERTIFICATE, "tls.key": "private" }),
  ]);
  const backend = (name: string, scheme: "http" | "https" = "https") => ({
    scheme,
    serverCaSecret: { namespace: "shop", name },
  });
  const entries = [backend("root"), backend("pair"), backend("root"), backend("none")];
  const { files, mounts } = mountedCas(entries, "/certs", ctx);
  assertEquals(Object.keys(files), ["secrets/pair/tls.crt", "secrets/root/ca.crt"]);
  assertEquals(files["secrets/root/ca.crt"].content, new TextEncoder().encode(CERTIFICATE));
  assertEquals(mounts.map(({ source, target, read_only }) => [source, target, read_only]), [
    ["./secrets/pair/tls.crt", "/certs/pair/ca.crt", true],
    ["./secrets/root/ca.crt", "/certs/root/ca.crt", true],
  ]);
  assertEquals(mountedCas([backend("root", "http")], "/certs", ctx).mounts, []);
});
