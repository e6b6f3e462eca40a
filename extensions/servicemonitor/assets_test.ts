import { assert, assertEquals, assertFalse } from "@std/assert";
import { said, testContext, written } from "@dekube/engine/testing";
import { configMap, secret } from "./_testing.ts";
import { Assets, isFileName } from "./assets.ts";
import { Site } from "./read.ts";

function setUp() {
  const ctx = testContext([
    secret("login", { user: "me", "a/b": "x" }),
    {
      kind: "Secret",
      metadata: { name: "raw", namespace: "shop" },
      data: { key: "/w==", bad: "%" },
    },
    configMap("root", { "ca.crt": "PEM of old.example" }),
  ]);
  const site = new Site(ctx, { kind: "ServiceMonitor", namespace: "shop", name: "x" });
  return { ctx, site, assets: new Assets("prometheus", ctx) };
}

Deno.test("sourceFile() writes a ConfigMap's key where all may see it, and a Secret's below secrets/", () => {
  const { ctx, site, assets } = setUp();
  const root = { configMap: { name: "root", key: "ca.crt" } };
  assertEquals(
    assets.sourceFile(root, "shop", site),
    "/etc/prometheus/config/files/root/ca.crt",
  );
  assertEquals(
    assets.sourceFile({ secret: { name: "raw", key: "key" } }, "shop", site),
    "/etc/prometheus/credentials/files/raw/key",
  );
  assertEquals(written(ctx), {
    "configmaps/.prometheus/files/root/ca.crt": "644 PEM of old.example",
    "secrets/.prometheus/files/raw/key": "644 [255]",
  });
  // The user's replacements apply to it.
  assertEquals(ctx.files.get("configmaps/.prometheus/files/root/ca.crt")?.rewrite, {});
  assertEquals(assets.folders.map(({ target }) => target), [
    "/etc/prometheus/config",
    "/etc/prometheus/credentials",
  ]);
});

Deno.test("secretText() remembers that a Secret's text was handed out", () => {
  const { site, assets } = setUp();
  assertFalse(assets.gaveSecrets);
  assertEquals(assets.secretText({ name: "login", key: "user" }, "shop", site), "me");
  assert(assets.gaveSecrets);
});

Deno.test("secretFile() says why there is no file, when the reference leads nowhere", () => {
  const { ctx, site, assets } = setUp();
  const file = (name: string, key: string, more = {}) =>
    assets.secretFile({ name, key, ...more }, "shop", site.at(key));
  assertEquals(file("none", "a"), undefined);
  assertEquals(file("login", "b"), undefined);
  assertEquals(file("login", "a/b"), undefined);
  assertEquals(file("raw", "bad"), undefined);
  assertEquals(file("none", "c", { optional: true }), undefined);
  assertEquals(assets.secretFile({ name: "login", key: "user" }, "other", site), undefined);
  assertEquals(assets.secretText({ name: "raw", key: "key" }, "shop", site), undefined);
  assertEquals(said(ctx), [
    "missing-secret spec.a",
    "missing-key spec.b",
    "unsafe-path spec.a/b",
    "broken-base64 spec.bad",
    "missing-secret spec",
    "binary-value spec",
  ]);
  assertEquals(
    [...ctx.diagnostics][0].message,
    'there is no Secret "none" in the namespace "shop"; what refers to it is left out. Add it to the manifests',
  );
});

Deno.test("secretFile() is silent when nothing is referred to", () => {
  const { ctx, site, assets } = setUp();
  for (const ref of [null, undefined, {}, "x", { name: "", key: "a" }]) {
    assertEquals(assets.secretFile(ref, "shop", site), undefined);
  }
  assertEquals(said(ctx), []);
});

Deno.test("isFileName() refuses what leads elsewhere", () => {
  for (const name of ["ca.crt", ".dockerconfigjson", "a_b-c"]) assert(isFileName(name), name);
  for (const name of ["", ".", "..", "a/b", "..a", "a b", "x".repeat(300), "a\\b"]) {
    assertFalse(isFileName(name), name);
  }
});
