import { type Manifest, secretValue } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { assert, assertEquals, assertFalse, assertThrows } from "@std/assert";
import { BUNDLE, bundle, gather, namesIn, object, ONE, THREE, trusted, TWO } from "./_testing.ts";

const secret = (key = "ca.crt") => ({ secret: { name: "ca", key } });

Deno.test("convert() puts the certificates of all sources into one key, in order", () => {
  const ctx = gather([
    object("Secret", "ca", { "ca.crt": ONE }),
    object("ConfigMap", "more", { "root.pem": `comment\n${TWO}` }),
    bundle([secret(), { configMap: { name: "more", key: "root.pem" } }, { inLine: THREE }]),
  ]);
  assertEquals(said(ctx), []);
  assertEquals(trusted(ctx), ONE + TWO + THREE);
  assertEquals(ctx.configMaps.get("anywhere", "trust"), ctx.configMaps.get("shop", "trust"));
});

Deno.test("convert() puts a certificate in once, however it is wrapped", () => {
  const wrapped = ONE.replace(/\n/g, "\r\n").replace("-----END", "\r\n-----END");
  const ctx = gather([bundle([{ inLine: TWO + ONE }, { inLine: wrapped + TWO }])]);
  assertEquals(said(ctx), []);
  assertEquals(trusted(ctx), TWO + ONE);
});

Deno.test("convert() takes the public authorities that it was handed", () => {
  const sources = [{ useDefaultCAs: true }, { inLine: THREE }];
  const ctx = gather([bundle(sources)], { rootCertificates: ONE + TWO });
  assertEquals(said(ctx), []);
  assertEquals(namesIn(trusted(ctx)), ["one", "two", "three"]);
  const without = gather([bundle(sources)]);
  assertEquals(said(without), ["no-default-cas spec.sources[0]"]);
  assertEquals(namesIn(trusted(without)), ["three"]);
  const off = gather([bundle([{ useDefaultCAs: false }, { inLine: ONE }])]);
  assertEquals(said(off), []);
});

Deno.test("convert() looks in trust-manager's namespace first, then where the name is the only one", () => {
  const ca = (pem: string, namespace: string) =>
    object("Secret", "ca", { "ca.crt": pem }, namespace);
  for (
    const [secrets, names, codes] of [
      [[ca(ONE, "shop"), ca(TWO, "cert-manager")], ["two"], []],
      [[ca(ONE, "shop")], ["one"], []],
      [[ca(ONE, "")], ["one"], []],
      [[ca(ONE, "shop"), ca(TWO, "data")], [], [
        "ambiguous-source spec.sources[0]",
        "empty-bundle spec.sources",
      ]],
      [[], [], ["missing-source spec.sources[0]", "empty-bundle spec.sources"]],
    ] as const
  ) {
    const ctx = gather([...secrets, bundle([secret()])]);
    assertEquals(said(ctx), [...codes]);
    assertEquals(namesIn(trusted(ctx)), [...names]);
  }
});

Deno.test("convert() takes what a selector selects, and all keys", () => {
  const labelled = (name: string, pem: string, namespace: string, labels: Record<string, string>) =>
    object("ConfigMap", name, { a: pem, b: pem }, namespace, labels);
  const maps = [
    labelled("one", ONE, "cert-manager", { trust: "yes", tier: "a" }),
    labelled("two", TWO, "cert-manager", { trust: "yes", tier: "b" }),
    labelled("three", THREE, "shop", { trust: "yes", far: "yes" }),
  ];
  for (
    const [selector, names] of [
      [{ matchLabels: { trust: "yes" } }, ["one", "two"]],
      [{ matchLabels: { trust: "yes", tier: "b" } }, ["two"]],
      [{ matchLabels: { far: "yes" } }, ["three"]],
      [{ matchExpressions: [{ key: "tier", operator: "In", values: ["a", "c"] }] }, ["one"]],
      [{ matchExpressions: [{ key: "tier", operator: "NotIn", values: ["a"] }] }, ["two"]],
      [{ matchExpressions: [{ key: "tier", operator: "Exists" }] }, ["one", "two"]],
      [{ matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] }, ["three"]],
      [{ matchLabels: { trust: "yes" }, matchExpressions: [{ key: "tier", operator: "Exists" }] }, [
        "one",
        "two",
      ]],
      [{}, ["one", "two"]],
    ] as const
  ) {
    const ctx = gather([...maps, bundle([{ configMap: { selector, includeAllKeys: true } }])]);
    assertEquals(said(ctx), [], JSON.stringify(selector));
    assertEquals(namesIn(trusted(ctx)), [...names], JSON.stringify(selector));
  }
  const none = { matchExpressions: [{ key: "tier", operator: "Like" }] };
  const ctx = gather([...maps, bundle([{ configMap: { selector: none, key: "a" } }])]);
  assertEquals(said(ctx)[0], "missing-source spec.sources[0]");
});

Deno.test("convert() does not let a Bundle select what another one made", () => {
  const other = { ...bundle([{ inLine: TWO }]), metadata: { name: "other" } };
  const all = { configMap: { selector: {}, includeAllKeys: true } };
  const ctx = gather([other, object("ConfigMap", "one", { a: ONE }), bundle([all])]);
  assertEquals(said(ctx), []);
  assertEquals(trusted(ctx), ONE);
});

Deno.test("convert() keeps private keys, and what is no certificate, out", () => {
  const key = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";
  const broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const tls = object("Secret", "tls", { "tls.crt": ONE, "tls.key": key });
  const all = gather([tls, bundle([{ secret: { name: "tls", includeAllKeys: true } }])]);
  assertEquals(said(all), ["no-certificate spec.sources[0]"]);
  assertEquals(trusted(all), ONE);
  for (const text of [key, broken, "no PEM", ""]) {
    const ctx = gather([bundle([{ inLine: text + ONE }, { inLine: text }])]);
    assert(said(ctx).includes("no-certificate spec.sources[1]"));
    assertEquals(trusted(ctx), ONE);
  }
});

Deno.test("convert() says what is wrong when nothing comes of a Bundle", () => {
  const empty = "empty-bundle spec.sources";
  for (
    const [sources, codes] of [
      [null, [empty]],
      [[], [empty]],
      [[null], [empty]],
      ["text", [empty]],
      [[{}], ["unknown-source spec.sources[0]", empty]],
      [["text"], ["unknown-source spec.sources[0]", empty]],
      [[{ url: "https://example.com" }], ["unknown-source spec.sources[0]", empty]],
      [[{ secret: { name: "ca" } }], ["no-key spec.sources[0]", empty]],
      [[secret("none")], ["missing-key spec.sources[0]", empty]],
      [[{ secret: "ca" }], ["missing-source spec.sources[0]", empty]],
      [[{ secret: { name: ["ca"] } }], ["missing-source spec.sources[0]", empty]],
    ] as const
  ) {
    const ctx = gather([object("Secret", "ca", { "ca.crt": ONE }), bundle(sources)]);
    assertEquals(said(ctx), [...codes], JSON.stringify(sources));
    assertFalse(ctx.configMaps.get("shop", "trust"));
  }
  for (
    const target of [null, {}, [], { configMap: null }, { configMap: { key: "" } }, { secret: "x" }]
  ) {
    assertEquals(said(gather([bundle([{ inLine: ONE }], target)])), ["no-target spec.target"]);
  }
  assertEquals(said(gather([{ ...BUNDLE, metadata: { name: "trust" }, spec: null }])), [
    empty,
  ]);
});

Deno.test("convert() fills a Secret when that is the target", () => {
  const target = {
    secret: { key: "ca.pem", metadata: { labels: { a: "b" } } },
    additionalFormats: { jks: { key: "ca.jks" } },
  };
  const ctx = gather([bundle([{ inLine: ONE }], target)]);
  assertEquals(said(ctx), ["unsupported-format spec.target.additionalFormats.jks"]);
  const made = ctx.secrets.get("shop", "trust")!;
  assertEquals(secretValue(made, "ca.pem"), ONE);
  assertEquals(made.metadata.labels, { a: "b" });
  assertFalse(ctx.configMaps.get("shop", "trust"));
});

Deno.test("convert() adds its key to an object of the manifests when there is one of its name", () => {
  const mine = (data: Record<string, string>, namespace = "shop") =>
    object("ConfigMap", "trust", data, namespace);
  const added = gather([mine({ other: "kept" }), bundle([{ inLine: ONE }])]);
  assertEquals(said(added), ["object-shared spec.target.configMap"]);
  assertEquals(trusted(added), ONE);
  assertEquals(trusted(added, "shop", "other"), "kept");
  assertEquals(trusted(added, "data"), ONE);
  assertEquals(trusted(added, "data", "other"), "");

  const replaced = gather([mine({ "ca.pem": "old" }, ""), bundle([{ inLine: ONE }])]);
  assertEquals(said(replaced), ["key-replaced spec.target.configMap"]);
  assertEquals(trusted(replaced), ONE);
});

Deno.test("convert() leaves namespaces out when they are known to lack the labels", () => {
  const namespace = (name: string, labels: Record<string, string>): Manifest => ({
    kind: "Namespace",
    metadata: { name, labels },
  });
  const target = (namespaceSelector: unknown) => ({
    configMap: { key: "ca.pem" },
    namespaceSelector,
  });
  const wanted = { matchLabels: { "trust-bundle": "true" } };
  const others = [
    namespace("shop", { "trust-bundle": "true" }),
    namespace("data", {}),
    object("ConfigMap", "some", {}, "unknown"),
  ];
  const seen = (selector: unknown, manifests = others) => {
    const ctx = gather([...manifests, bundle([{ inLine: ONE }], target(selector))]);
    return ["shop", "data", "unknown"].filter((place) => trusted(ctx, place) !== "");
  };
  assertEquals(seen(null), ["shop", "data", "unknown"]);
  assertEquals(seen({}), ["shop", "data", "unknown"]);
  assertEquals(seen(wanted), ["shop", "unknown"]);
  assertEquals(seen(wanted, others.slice(2)), ["shop", "data", "unknown"]);
  const unplaced = [...others, object("ConfigMap", "trust", { other: "kept" }, "")];
  const shared = gather([...unplaced, bundle([{ inLine: ONE }], target(wanted))]);
  assertEquals(said(shared), ["object-shared spec.target.configMap"]);
  assertEquals(trusted(shared, "shop") + trusted(shared, "shop", "other"), ONE + "kept");
  assertEquals(trusted(shared, "data") + trusted(shared, "data", "other"), "kept");
  const byName = { matchLabels: { "kubernetes.io/metadata.name": "data" } };
  assertEquals(seen(byName), ["data"]);
  const none = gather([namespace("data", {}), bundle([{ inLine: ONE }], target(wanted))]);
  assertEquals(said(none), ["no-namespace spec.target.namespaceSelector"]);
});

Deno.test("convert() says the limit when many Bundles take many objects, or are put into many namespaces", () => {
  const many = <T>(count: number, make: (index: number) => T) =>
    Array.from({ length: count }, (_, index) => make(index));
  const bundles = (source: unknown, namespaceSelector: unknown) =>
    many(400, (index) => ({
      ...bundle([source], { configMap: { key: "ca.pem" }, namespaceSelector }),
      metadata: { name: `trust${index}` },
    }));
  const labels = { trust: "yes" };
  const sources = many(
    400,
    (index) => object("ConfigMap", `c${index}`, {}, "cert-manager", labels),
  );
  const selected = { configMap: { selector: { matchLabels: labels }, key: "ca.crt" } };
  const namespaces = many(400, (index) => ({
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: `n${index}`, labels: index === 0 ? {} : labels },
  }));
  for (
    const manifests of [
      [...sources, ...bundles(selected, null)],
      [...namespaces, ...bundles({ inLine: ONE }, { matchLabels: labels })],
    ]
  ) {
    assertThrows(() => gather(manifests), Error, "limits.generated");
  }
});
