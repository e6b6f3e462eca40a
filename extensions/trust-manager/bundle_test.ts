import { type Manifest, secretValue } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { assertEquals, assertFalse } from "@std/assert";
import { gather, namesIn, object, ONE, THREE, trusted, TWO } from "./_testing.ts";

function clusterBundle(spec: unknown): Manifest {
  return {
    apiVersion: "trust-manager.io/v1alpha2",
    kind: "ClusterBundle",
    metadata: { name: "trust" },
    spec,
  };
}

const target = { configMap: { data: [{ key: "ca.pem" }] }, namespaceSelector: {} };

Deno.test("a ClusterBundle has the certificates of its references, its text and the default authorities", () => {
  const ctx = gather([
    object("Secret", "ca", { "ca.crt": ONE }),
    clusterBundle({
      defaultCAs: { provider: "System" },
      inLineCAs: TWO,
      sourceRefs: [{ kind: "Secret", name: "ca", key: "ca.crt" }],
      target,
    }),
  ], { rootCertificates: THREE });
  assertEquals(said(ctx), []);
  assertEquals(namesIn(trusted(ctx)), ["one", "two", "three"]);
});

Deno.test("a ClusterBundle takes the keys that a pattern means", () => {
  const map = object("ConfigMap", "all", { "a.crt": ONE, "b.crt": TWO, "a.pem": THREE });
  for (
    const [key, names] of [
      ["*", ["one", "two", "three"]],
      ["*.crt", ["one", "two"]],
      ["a*", ["one", "three"]],
      ["a*t", ["one"]],
      ["*.*e*", ["three"]],
      ["a.crt*a.crt", []],
      ["b.crt", ["two"]],
    ] as const
  ) {
    const ctx = gather([
      map,
      clusterBundle({ sourceRefs: [{ kind: "ConfigMap", name: "all", key }], target }),
    ]);
    assertEquals(namesIn(trusted(ctx)), [...names], key);
  }
});

Deno.test("a ClusterBundle takes the objects that a selector selects", () => {
  const ctx = gather([
    object("ConfigMap", "one", { a: ONE }, "cert-manager", { trust: "yes" }),
    object("ConfigMap", "two", { a: TWO }),
    clusterBundle({
      sourceRefs: [
        { kind: "ConfigMap", selector: { matchLabels: { trust: "yes" } }, key: "a" },
      ],
      target,
    }),
  ]);
  assertEquals(namesIn(trusted(ctx)), ["one"]);
});

Deno.test("a ClusterBundle fills several keys of a ConfigMap and a Secret, but no trust store", () => {
  const data = [{ key: "a.pem" }, { key: "b.pem", format: "PEM" }, {
    key: "c.p12",
    format: "PKCS12",
  }];
  const ctx = gather([
    clusterBundle({
      inLineCAs: ONE,
      target: {
        configMap: { data, metadata: { labels: { a: "b" } } },
        secret: { data: [{ key: "ca" }] },
      },
    }),
  ]);
  assertEquals(said(ctx), ["unsupported-format spec.target.configMap.data[2]"]);
  assertEquals([trusted(ctx, "shop", "a.pem"), trusted(ctx, "shop", "b.pem")], [ONE, ONE]);
  assertEquals(ctx.configMaps.get("shop", "trust")?.metadata.labels, { a: "b" });
  assertFalse("c.p12" in (ctx.configMaps.get("shop", "trust")?.data ?? {}));
  assertEquals(secretValue(ctx.secrets.get("shop", "trust")!, "ca"), ONE);
});

Deno.test("a ClusterBundle says what is wrong with it", () => {
  const empty = "empty-bundle spec.sourceRefs";
  for (
    const [spec, codes] of [
      [null, [empty]],
      [{ sourceRefs: [null, { kind: "Pod", name: "a", key: "b" }], target }, [
        "unknown-source spec.sourceRefs[0]",
        empty,
      ]],
      [{ sourceRefs: [{ kind: "Secret", name: "none", key: "a" }], target }, [
        "missing-source spec.sourceRefs[0]",
        empty,
      ]],
      [{ defaultCAs: { provider: "Disabled" }, target }, [empty]],
      [{ defaultCAs: { provider: "System" }, target }, ["no-default-cas spec.defaultCAs", empty]],
      [{ inLineCAs: ONE }, ["no-target spec.target"]],
      [{ inLineCAs: "x", target }, ["no-certificate spec.inLineCAs", empty]],
    ] as const
  ) {
    assertEquals(said(gather([clusterBundle(spec)])), [...codes], JSON.stringify(spec));
  }
});
