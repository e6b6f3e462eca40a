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

Deno.test("applyHeaders() sets the headers for other origins", () => {
  const { route, said } = headers({
    accessControlAllowOriginList: ["https://a.example", "https://b.example"],
    accessControlAllowMethods: ["GET", "PUT"],
    accessControlAllowHeaders: ["X-A"],
    accessControlAllowCredentials: true,
    accessControlMaxAge: 100,
  });
  assertEquals(route.responseHeaders?.set, {
    "Access-Control-Allow-Origin": "https://a.example",
    "Access-Control-Allow-Methods": "GET, PUT",
    "Access-Control-Allow-Headers": "X-A",
    "Access-Control-Allow-Credentials": "true",
    "Access-Control-Max-Age": "100",
  });
  assertEquals(said, ["unsupported-origins spec", "cors-preflight spec"]);
  const any = headers({ accessControlAllowOriginList: ["https://a.example", "*"] });
  assertEquals(any.route.responseHeaders?.set, { "Access-Control-Allow-Origin": "*" });
});

Deno.test("applyHeaders() gives the backend a host, and names what it can't give it", () => {
  const { route, said } = headers({
    customRequestHeaders: { Host: "inside.example", "X-Forwarded-Proto": "https", "X-Api": "key" },
    customResponseHeaders: { Server: "" },
    allowedHosts: ["a.example"],
  });
  assertEquals([route.upstreamHost, route.responseHeaders], ["inside.example", undefined]);
  assertEquals(said, [
    "unsupported-header spec",
    "unsupported-header spec",
    "unsupported-header spec",
  ]);
});

Deno.test("applyHeaders() takes nulls and nonsense", () => {
  for (const value of [null, "", 3, [], ["a"], {}, { "": "x" }, { a: null }, { __proto__: "x" }]) {
    for (const field of ["customResponseHeaders", "customRequestHeaders", "stsSeconds"]) {
      assertEquals(headers({ [field]: value }).route.host, "shop.example");
    }
  }
});
