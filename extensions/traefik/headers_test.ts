import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import { applyHeaders } from "./headers.ts";

function headers(spec: Record<string, unknown>, route = entry()) {
  const read = reading();
  applyHeaders(route, spec, read.report);
  return { route, said: said(read.ctx) };
}

Deno.test("applyHeaders() sets headers of one's own, over those of the switches", () => {
  const { route, said } = headers({
    frameDeny: true,
    contentTypeNosniff: true,
    browserXssFilter: true,
    referrerPolicy: "no-referrer",
    stsSeconds: 60,
    stsIncludeSubdomains: true,
    stsPreload: true,
    customResponseHeaders: { "x-frame-options": "SAMEORIGIN", "X-A": 1 },
  });
  assertEquals(route.responseHeaders?.set, {
    "x-frame-options": "SAMEORIGIN",
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1; mode=block",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=60; includeSubDomains; preload",
    "X-A": "1",
  });
  assertEquals(said, []);
});

Deno.test("applyHeaders() adds to those of another Middleware", () => {
  const route = entry({ responseHeaders: { set: { "X-A": "a", "X-B": "b" } } });
  headers({ customResponseHeaders: { "x-b": "c" } }, route);
  assertEquals(route.responseHeaders?.set, { "X-A": "a", "x-b": "c" });
});

Deno.test("applyHeaders() says who may read answers", () => {
  const { route, said } = headers({
    accessControlAllowOriginList: ["https://a.example", "https://b.example"],
    accessControlAllowOriginListRegex: ["^https://.*\\.c\\.example$"],
    accessControlAllowMethods: ["GET", "PUT"],
    accessControlAllowHeaders: ["X-A"],
    accessControlExposeHeaders: ["X-B"],
    accessControlAllowCredentials: true,
    accessControlMaxAge: 100,
  });
  assertEquals(route.cors, {
    allowOrigins: ["https://a.example", "https://b.example"],
    allowOriginRegexes: ["^https://.*\\.c\\.example$"],
    allowMethods: ["GET", "PUT"],
    allowHeaders: ["X-A"],
    exposeHeaders: ["X-B"],
    allowCredentials: true,
    maxAge: 100,
  });
  assertEquals([route.responseHeaders, said], [undefined, []]);
  assertEquals(headers({ accessControlAllowOriginList: ["*"] }).route.cors, {
    allowOrigins: ["*"],
  });
  const none = headers({ accessControlAllowMethods: ["GET"] });
  assertEquals([none.route.cors, none.said], [undefined, ["no-origins spec"]]);
});

Deno.test("applyHeaders() sets, and takes off, what the backend and the client get", () => {
  const route = entry({ requestHeaders: { set: { "X-Real-Ip": "$remote_addr", "X-B": "b" } } });
  const { said } = headers({
    customRequestHeaders: { Host: "inside.example", "X-Api": "$key", "x-real-ip": "" },
    customResponseHeaders: { Server: "", "X-A": "a" },
  }, route);
  assertEquals(route.upstreamHost, "inside.example");
  assertEquals(route.requestHeaders, {
    remove: ["x-real-ip"],
    set: { "X-B": "b", "X-Api": "$$key" },
  });
  assertEquals(route.responseHeaders, { remove: ["Server"], set: { "X-A": "a" } });
  assertEquals(said, []);
  // What comes later counts.
  headers({ customResponseHeaders: { server: "mine", "X-A": "" } }, route);
  assertEquals(route.responseHeaders, { remove: ["X-A"], set: { server: "mine" } });
});

Deno.test("applyHeaders() sends HTTP on to HTTPS when an older Traefik is asked to", () => {
  const sent = (spec: Record<string, unknown>) => {
    const { protocols, httpsRedirect } = headers({ sslRedirect: true, ...spec }).route;
    return [protocols, httpsRedirect];
  };
  assertEquals(sent({}), [[], 308]);
  assertEquals(sent({ sslTemporaryRedirect: true }), [[], 307]);
  assertEquals(sent({ isDevelopment: true }), [undefined, undefined]);
});

Deno.test("applyHeaders() says what it does not keep", () => {
  const fields: Record<string, unknown> = {
    addVaryHeader: true,
    allowedHosts: ["a"],
    forceSTSHeader: true,
    hostsProxyHeaders: ["a"],
    isDevelopment: true,
    sslForceHost: true,
    sslHost: "a",
    sslProxyHeaders: { a: "b" },
    sslTemporaryRedirect: true,
  };
  for (const [field, value] of Object.entries(fields)) {
    assertEquals(headers({ [field]: value }).said.length, 1, field);
  }
});

Deno.test("applyHeaders() takes nulls and nonsense", () => {
  for (const value of [null, "", 3, [], ["a"], {}, { "": "x" }, { a: null }, { __proto__: "x" }]) {
    for (const field of ["customResponseHeaders", "customRequestHeaders", "stsSeconds"]) {
      assertEquals(headers({ [field]: value }).route.host, "shop.example");
    }
  }
});
