import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { testContext, testConversion } from "@dekube/engine/testing";
import { convertRoutes, custom, ingress, ingressRoute, middleware } from "./_testing.ts";
import * as traefik from "./mod.ts";
import { TraefikRewriter } from "./mod.ts";

/** What an Ingress restricts, by one of its annotations. */
function guardsOf(name: string, value: string, manifests: Manifest[] = []): string[] {
  const manifest = ingress({ [name]: value });
  const ctx = testContext([manifest, ...manifests]);
  return new TraefikRewriter().restrictions(manifest, ctx).map(({ guard }) => guard);
}

const viaMiddlewares = (names: string, ...manifests: Manifest[]) =>
  guardsOf("router.middlewares", names, manifests);

Deno.test("restrictions() looks into Middlewares", () => {
  const restricting = {
    forwardAuth: "forwardAuth",
    basicAuth: "basicAuth",
    digestAuth: "basicAuth",
    ipAllowList: "allowedSources",
    ipWhiteList: "allowedSources",
    passTLSClientCert: "other",
    plugin: "other",
  };
  for (const [kind, guard] of Object.entries(restricting)) {
    assertEquals(viaMiddlewares("shop-a@kubernetescrd", middleware("a", { [kind]: {} })), [guard]);
  }
  for (const kind of ["headers", "stripPrefix", "circuitBreaker"]) {
    assertEquals(viaMiddlewares("shop-a@kubernetescrd", middleware("a", { [kind]: {} })), []);
  }
});

Deno.test("restrictions() has no route pass on headers that only a pattern names", () => {
  const asking = (more: object) =>
    viaMiddlewares(
      "shop-a@kubernetescrd",
      middleware("a", { forwardAuth: { address: "http://a/", ...more } }),
    );
  assertEquals(asking({ authResponseHeadersRegex: "^X-Auth-" }), ["forwardAuth", "other"]);
  assertEquals(asking({ authResponseHeadersRegex: "" }), ["forwardAuth"]);
});

Deno.test("restrictions() takes a Middleware for a restriction when nobody knows it", () => {
  assertEquals(
    viaMiddlewares("shop-a@kubernetescrd, shop-b@kubernetescrd,", middleware("a", { headers: {} })),
    ["other"],
  );
  for (const spec of [null, {}, { basicAuht: {} }, { constructor: {} }]) {
    assertEquals(viaMiddlewares("shop-a@kubernetescrd", middleware("a", spec)), ["other"]);
  }
  const foreign = { ...middleware("a", { headers: {} }), apiVersion: "example.com/v1" };
  assertEquals(viaMiddlewares("shop-a@kubernetescrd", foreign), ["other"]);
});

Deno.test("restrictions() takes another provider's Middleware for one, whatever its name", () => {
  const open = middleware("open", { compress: {} });
  assertEquals(viaMiddlewares("shop-open@kubernetescrd", open), []);
  assertEquals(viaMiddlewares("shop-open@file", open), ["other"]);
});

Deno.test("restrictions() follows chains of Middlewares", () => {
  const link = (...names: (string | null)[]) => ({
    chain: { middlewares: names.map((name) => name === null ? null : { name }) },
  });
  assertEquals(
    viaMiddlewares(
      "shop-all@kubernetescrd",
      middleware("all", link("headers", "more", null)),
      middleware("headers", { headers: {} }),
      middleware("more", link("auth", "headers")),
      middleware("auth", { basicAuth: {} }),
    ),
    ["basicAuth"],
  );
  assertEquals(viaMiddlewares("shop-all@kubernetescrd", middleware("all", link("gone"))), [
    "other",
  ]);
});

Deno.test("restrictions() finds client certificates when a TLSOption asks for them", () => {
  const options = (value: string, spec: unknown) =>
    guardsOf("router.tls.options", value, [custom("TLSOption", "a", spec)]);
  assertEquals(options("shop-a@kubernetescrd", { clientAuth: { secretNames: ["ca"] } }), [
    "clientCertificate",
  ]);
  assertEquals(options("shop-a@kubernetescrd", { minVersion: "VersionTLS12" }), []);
  assertEquals(options("shop-a@kubernetescrd", null), ["other"]);
  assertEquals(options("shop-b@kubernetescrd", {}), ["other"]);
  assertEquals(options("default@internal", {}), []);
});

Deno.test("restrictions() name the annotation as it is written, and what can't be found", () => {
  const manifest = ingress({ "router.Middlewares": "shop-gone@kubernetescrd,shop-a" });
  const ctx = testContext([manifest, middleware("a", { plugin: {} })]);
  const name = "traefik.ingress.kubernetes.io/router.Middlewares";
  assertEquals(new TraefikRewriter().restrictions(manifest, ctx), [
    {
      guard: "other",
      annotation: `${name} (the Middleware "shop-gone@kubernetescrd" is missing)`,
      remedy: 'Add the Middleware "gone" of the namespace "shop" to the manifests',
    },
    { guard: "other", annotation: `${name} (the Middleware "a" is a plugin)` },
  ]);
});

Deno.test("Middlewares of Traefik Hub close a route, and nobody says that nothing comes of them", async () => {
  const host = "Host(`shop.example`)";
  const closed = async (spec: unknown) => {
    const manifests = [
      ingressRoute([{ match: host, middlewares: [{ name: "hub" }] }]),
      middleware("hub", spec),
    ];
    const { entries: [{ denied }], said } = convertRoutes(manifests);
    const { diagnostics } = await testConversion([traefik], manifests);
    const hub = [...diagnostics].filter(({ resource }) => resource?.kind === "Middleware");
    return [denied, ...said, ...hub.map(({ code }) => code)];
  };
  for (
    const spec of [
      { apiKey: { keySource: { header: "X-Key" } } },
      { coraza: { directives: ["SecRuleEngine On"] } },
      { plugin: { jwt: { signingSecret: "x" } } },
    ]
  ) {
    const [name] = Object.keys(spec.plugin ?? spec);
    assertEquals(await closed(spec), [
      `spec.routes[0].middlewares (the Middleware "hub" is the plugin "${name}")`,
      "error access-denied",
    ]);
  }
});
