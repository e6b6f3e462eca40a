import { assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { fieldsOf, httpRoute, routesOf, TO_WEB } from "./_testing.ts";

/** What a route with filters asks of the proxy. */
function asks<K extends keyof IngressEntry>(filters: object[], ...names: K[]) {
  const { routes, said } = routesOf([httpRoute("web", { rules: [{ ...TO_WEB, filters }] })]);
  return [...fieldsOf(routes, ...names), ...said];
}

Deno.test("headers are changed, and what they hold is no template", () => {
  const modifier = { set: [{ name: "X-A", value: "$host" }] };
  const filters = [
    { type: "RequestHeaderModifier", requestHeaderModifier: modifier },
    { type: "ResponseHeaderModifier", responseHeaderModifier: modifier },
  ];
  assertEquals(asks(filters, "requestHeaders", "responseHeaders"), [{
    requestHeaders: { set: { "X-A": "$$host" } },
    responseHeaders: { set: { "X-A": "$host" } },
  }]);
});

Deno.test("a URLRewrite changes the host and the path that a backend sees", () => {
  const urlRewrite = {
    hostname: "in.example",
    path: { type: "ReplacePrefixMatch", replacePrefixMatch: "/in" },
  };
  assertEquals(asks([{ type: "URLRewrite", urlRewrite }], "upstreamHost", "rewrite"), [{
    upstreamHost: "in.example",
    rewrite: { pattern: "^(/.*)?$", replacement: "/in$1" },
  }]);
});

Deno.test("a RequestMirror sends copies of a share of requests", () => {
  const mirror = (share: object) =>
    asks([{
      type: "RequestMirror",
      requestMirror: { backendRef: { name: "next", port: 80 }, ...share },
    }], "mirrors");
  const backend = { upstream: "next.shop.svc.cluster.local:8080", scheme: "http" as const };
  assertEquals(mirror({}), [{ mirrors: [backend] }]);
  assertEquals(mirror({ percent: 20 }), [{ mirrors: [{ ...backend, share: 0.2 }] }]);
  assertEquals(mirror({ fraction: { numerator: 1, denominator: 8 } }), [
    { mirrors: [{ ...backend, share: 0.125 }] },
  ]);
  assertEquals(mirror({ backendRef: { name: "gone", port: 80 } }), [
    {},
    "missing-mirror spec.rules[0].filters[0].requestMirror.backendRef",
  ]);
});

Deno.test("CORS is kept, and remembered for five seconds where nothing is said", () => {
  const cors = {
    allowOrigins: ["https://*.example"],
    allowMethods: ["GET"],
    allowCredentials: true,
  };
  assertEquals(asks([{ type: "CORS", cors }], "cors"), [{ cors: { ...cors, maxAge: 5 } }]);
  assertEquals(asks([{ type: "CORS", cors: { maxAge: 60 } }], "cors"), [
    { cors: { allowOrigins: [], maxAge: 60 } },
  ]);
});

Deno.test("ExternalAuth asks first, or nobody comes in", () => {
  const auth = (externalAuth: object) =>
    asks([{ type: "ExternalAuth", externalAuth }], "forwardAuth", "denied");
  const http = {
    protocol: "HTTP",
    backendRef: { name: "next", port: 80 },
    http: { path: "/check/", allowedResponseHeaders: ["X-User"] },
  };
  assertEquals(auth(http), [{
    forwardAuth: {
      url: "http://next.shop.svc.cluster.local:8080/check$request_uri",
      responseHeaders: ["X-User"],
    },
  }]);
  for (const other of [{ protocol: "GRPC" }, { backendRef: { name: "gone", port: 80 } }]) {
    const [route, ...said] = auth({ ...http, ...other });
    assertEquals(typeof (route as IngressEntry).denied, "string");
    assertEquals(said, ["access-denied"]);
  }
});

Deno.test("a filter that nobody knows answers 500", () => {
  const reference = {
    type: "ExtensionRef",
    extensionRef: { group: "a.example", kind: "B", name: "c" },
  };
  const failed = [
    { upstream: "localhost:80", answer: { status: 500 } },
    "unsupported-filter spec.rules[0].filters[0]",
  ];
  assertEquals(asks([reference], "upstream", "answer"), failed);
  assertEquals(asks([{ type: "Other" }], "upstream", "answer"), failed);
});
