import { assertEquals, assertThrows } from "@std/assert";
import { said, testContext } from "@dekube/engine/testing";
import { applySteps, limitSteps, resolveMiddlewares, stepsOf } from "./middlewares.ts";
import { TraefikObjects } from "./objects.ts";
import { entry, middleware, USERS } from "./_testing.ts";

const chain = (names: unknown) => ({ chain: { middlewares: names } });

Deno.test("resolveMiddlewares() puts the links of a chain in its place", () => {
  const objects = new TraefikObjects(testContext([
    middleware("all", chain([{ name: "a" }, null, { name: "inner", namespace: "other" }])),
    middleware("inner", chain([{ name: "b" }]), "other"),
    middleware("a", {}),
    middleware("b", {}, "other"),
    middleware("c", {}),
  ]));
  const { middlewares, unknown } = resolveMiddlewares(
    ["shop-all", "shop-c@kubernetescrd"],
    objects,
  );
  assertEquals(middlewares.map(({ metadata }) => metadata.name), ["all", "a", "inner", "b", "c"]);
  assertEquals(unknown, []);
});

Deno.test("resolveMiddlewares() reports what is missing, of another provider, or not the only one", () => {
  const objects = new TraefikObjects(testContext([
    middleware("broken", chain(["a", { name: "gone" }])),
    middleware("x", {}),
    middleware("c", {}, "a-b"),
    middleware("b-c", {}, "a"),
  ]));
  const { unknown } = resolveMiddlewares(["shop-broken", "shop-x@file", "a-b-c", ""], objects);
  assertEquals(unknown.map(({ why }) => why), [
    'the Middleware "shop-@kubernetescrd" is missing',
    'the Middleware "shop-gone@kubernetescrd" is missing',
    "the Middleware \"shop-x@file\" is of Traefik's own config, which can't be read here: make it a Middleware of the manifests",
    'the Middleware "a-b-c" might be one of several',
    'the Middleware "" is missing',
  ]);
  // Of the others nobody knows what they are called, or they are there.
  assertEquals(unknown.flatMap(({ remedy }) => remedy ?? []), [
    'Add the Middleware "gone" of the namespace "shop" to the manifests',
  ]);
});

Deno.test("resolveMiddlewares() reports a chain that leads back to itself, and no other that is there twice", () => {
  const objects = new TraefikObjects(testContext([
    middleware("self", chain([{ name: "a" }, { name: "self" }])),
    middleware("one", chain([{ name: "two" }])),
    middleware("two", chain([{ name: "a" }, { name: "one" }])),
    middleware("left", chain([{ name: "a" }])),
    middleware("right", chain([{ name: "a" }, { name: "left" }])),
    middleware("both", chain([{ name: "left" }, { name: "right" }, { name: "left" }])),
    middleware("a", {}),
  ]));
  const unknown = (...names: string[]) =>
    resolveMiddlewares(names, objects).unknown.map(({ why }) => why);
  const back = (
    name: string,
  ) => [`the chain of the Middleware "${name}@kubernetescrd" leads back to it`];
  assertEquals(unknown("shop-self"), back("shop-self"));
  assertEquals(unknown("shop-a", "shop-one@kubernetescrd"), back("shop-one"));
  assertEquals(unknown("shop-two"), back("shop-two"));
  assertEquals(unknown("shop-both", "shop-both@kubernetescrd"), []);
});

Deno.test("resolveMiddlewares() reads chains of any length", () => {
  const many = Array.from(
    { length: 20_000 },
    (_, index) => middleware(`m${index}`, chain([{ name: `m${index + 1}` }])),
  );
  const { middlewares, unknown } = resolveMiddlewares(
    ["shop-m0"],
    new TraefikObjects(testContext(many)),
  );
  assertEquals([middlewares.length, unknown.length], [20_000, 1]);
});

Deno.test("resolveMiddlewares() says the limit when many routes share a long chain", () => {
  const many = Array.from(
    { length: 2000 },
    (_, index) => middleware(`m${index}`, chain([{ name: `m${index + 1}` }])),
  );
  const objects = new TraefikObjects(testContext(many));
  for (let route = 0; route < 200; route++) resolveMiddlewares(["shop-m0"], objects);
  assertThrows(
    () => {
      for (let route = 0; route < 200; route++) resolveMiddlewares(["shop-m0"], objects);
    },
    Error,
    "limits.generated",
  );
});

Deno.test("limitSteps() says the limit when many alternatives have many steps", () => {
  const ctx = testContext([]);
  const kinds = Array.from({ length: 1000 }, (_, index) => [`kind${index}`, {}]);
  const steps = stepsOf([middleware("m", Object.fromEntries(kinds))], ctx);
  const route = { kind: "IngressRoute", namespace: "shop", name: "web" };
  for (let index = 0; index < 5; index++) limitSteps(100, steps, route, ctx);
  assertThrows(() => limitSteps(100, steps, route, ctx), Error, "IngressRoute shop/web");
});

Deno.test("applySteps() guards the routes that a redirect adds, by Middlewares behind it too", () => {
  const ctx = testContext([USERS]);
  const middlewares = [
    middleware("r", { redirectRegex: { regex: "https://(.*)/x$", replacement: "https://$1/y" } }),
    middleware("a", { basicAuth: { secret: "users" } }),
    middleware("i", { ipAllowList: { sourceRange: ["::1"] } }),
    middleware("f", { forwardAuth: { address: "http://auth/" } }),
  ];
  const routes = applySteps(entry({ tls: {} }), stepsOf(middlewares, ctx));
  assertEquals(routes.map(({ path, redirect }) => [path, redirect?.to]), [
    ["/x$", "https://shop.example/y"],
    ["/", undefined],
  ]);
  for (const { basicAuth, allowedSources, forwardAuth } of routes) {
    assertEquals(Object.keys(basicAuth?.users ?? {}), ["ann"]);
    assertEquals([allowedSources, forwardAuth?.url], [["::1"], "http://auth/"]);
  }
});

Deno.test("applySteps() says what it leaves out", () => {
  const ctx = testContext([]);
  const specs: unknown[] = [
    { circuitBreaker: { expression: "x" } },
    { encodedCharacters: { allowEncodedSlash: true } },
    { errors: { status: ["500"] } },
    { constructor: {} },
    { plugin: {} },
    null,
    "text",
  ];
  const middlewares = specs.map((spec, index) => middleware(`m${index}`, spec));
  assertEquals(applySteps(entry(), stepsOf(middlewares, ctx)), [entry()]);
  assertEquals(said(ctx), [
    "bad-middleware spec",
    "bad-middleware spec",
    "unsupported-middleware spec.circuitBreaker",
    "meaningless-field spec.encodedCharacters",
    "unsupported-middleware spec.errors",
  ]);
});

Deno.test("applySteps() keeps what a forwardAuth answers from headers that are set before it", () => {
  const auth = middleware("auth", {
    forwardAuth: { address: "http://auth/", authResponseHeaders: ["X-User", "X-Groups"] },
  });
  const headers = middleware("headers", {
    headers: { customRequestHeaders: { "x-user": "nobody", "X-Groups": "", "X-Other": "1" } },
  });
  const read = (...middlewares: typeof auth[]) => {
    const [{ requestHeaders, forwardAuth }] = applySteps(
      entry(),
      stepsOf(middlewares, testContext([])),
    );
    const asked = Object.entries(forwardAuth?.requestHeaders ?? {})
      .filter(([name]) => !name.startsWith("X-Forwarded-"));
    return [requestHeaders, asked];
  };
  const all = { remove: ["X-Groups"], set: { "x-user": "nobody", "X-Other": "1" } };
  assertEquals(read(auth, headers), [all, []]);
  assertEquals(read(headers, auth), [
    { set: { "X-Other": "1" } },
    [["X-Groups", ""], ["x-user", "nobody"]],
  ]);
});

Deno.test("applySteps() says that a forwardAuth behind a change of the path is told the original one", () => {
  const auth = middleware("auth", { forwardAuth: { address: "http://auth/" } });
  const strip = middleware("strip", { stripPrefix: { prefixes: ["/a"] } });
  const codes = (...middlewares: typeof auth[]) => {
    const ctx = testContext([]);
    applySteps(entry({ path: "/a" }), stepsOf(middlewares, ctx));
    return said(ctx);
  };
  assertEquals(codes(auth, strip), []);
  assertEquals(codes(strip, auth), ["original-path spec.forwardAuth"]);
});
