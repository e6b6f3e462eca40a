import { assertEquals } from "@std/assert";
import { ingress, rewrite, type Short } from "./_testing.ts";

/** What is said of a canary, beside a main Ingress where there is one. */
function said(short: Short, main?: Short): string[] {
  const canary = ingress({ canary: "true", ...short }, { name: "canary" });
  const { ctx } = rewrite(canary, main ? [ingress(main)] : []);
  return [...ctx.diagnostics].map(({ severity, code, message }) =>
    `${severity} ${code}: ${message.replaceAll("nginx.ingress.kubernetes.io/", "")}`
  );
}

const TREATED =
  "its requests are treated as the main Ingress of their host and path says. Set it there";

Deno.test("reportCanary() says what nobody reads on a canary, and that it keeps nobody out", () => {
  assertEquals(said({ "canary-weight": "10", "proxy-body-size": "1m" }, {}), [
    `warning canary-annotation: nobody reads proxy-body-size on a canary: ${TREATED}`,
  ]);
  const guards = {
    "auth-url": "http://auth/",
    "auth-type": "basic",
    "whitelist-source-range": "10.0.0.0/8",
  };
  assertEquals(said(guards, {}), [
    `warning canary-annotation: nobody reads auth-url, auth-type, whitelist-source-range on a canary, so it keeps nobody out: ${TREATED}`,
  ]);
});

Deno.test("reportCanary() is silent on what the main Ingress says alike", () => {
  const shared = { "auth-url": "http://auth/", "proxy-body-size": "1m" };
  assertEquals(said({ ...shared, "canary-weight": "10" }, shared), []);
  assertEquals(said({ ...shared, "proxy-body-size": "2m" }, shared), [
    `warning canary-annotation: nobody reads proxy-body-size on a canary: ${TREATED}`,
  ]);
});

Deno.test("reportCanary() says what is read on a canary and means nothing here", () => {
  assertEquals(said({ "load-balance": "ewma", "canary-by-header-value": "x" }, {}), [
    "info meaningless-annotation: load-balance: it means nothing here: there is one container behind the Service, which gets all requests",
    "info meaningless-annotation: canary-by-header-value: it means nothing here: without canary-by-header it has nothing to act on",
  ]);
});

Deno.test("reportCanary() says of each path that has no main Ingress that it has no route", () => {
  assertEquals(said({ "canary-weight": "10" }), [
    "warning canary-without-main: shop.example/ has no route: a canary takes part of the requests of another Ingress, and none has that host and path",
  ]);
});
