import { assertEquals } from "@std/assert";
import { gateway, httpRoute, routesOf, TO_WEB } from "./_testing.ts";

/** Hosts that answer 404. */
function closed(listeners: Parameters<typeof gateway>[1], ref: object, spec: object = {}) {
  const parentRefs = [{ name: "door", ...ref }];
  const { routes } = routesOf([
    gateway("door", listeners),
    httpRoute("web", { parentRefs, rules: [TO_WEB], ...spec }),
  ]);
  return routes.filter(({ answer }) => answer?.status === 404)
    .map(({ host, protocols, match, priority }) =>
      [protocols?.join(), host, match?.headers?.[0].value, priority].filter((one) =>
        one !== undefined
      ).join(" ")
    );
}

Deno.test("names that nothing is served under answer 404 over HTTP", () => {
  assertEquals(closed([{ name: "a", hostname: "a.example" }], {}), ["http  -1"]);
  assertEquals(closed([{ name: "a" }], {}), []);
  assertEquals(closed([{ name: "a", protocol: "HTTPS", hostname: "a.example" }], {}), []);
});

Deno.test("names below a domain that no route takes answer 404, if they have more labels too", () => {
  const rules = [{ matches: [{ path: { value: "/a" } }], ...TO_WEB }];
  assertEquals(closed([{ name: "a", hostname: "*.a.example" }], {}, { rules }), [
    "http  (?i)[^:]+\\.a\\.example(?::\\d+)? 11",
  ]);
});

Deno.test("what is served over neither protocol is one route", () => {
  const both = ["HTTP", "HTTPS"].map((protocol) => ({
    name: protocol,
    protocol,
    port: protocol === "HTTP" ? 80 : 443,
    hostname: "*.a.example",
  }));
  const rules = [{ matches: [{ path: { value: "/a" } }], ...TO_WEB }];
  assertEquals(closed(both, {}, { rules }), [
    "http,https  (?i)[^:]+\\.a\\.example(?::\\d+)? 11",
  ]);
});

Deno.test("what a narrower listener is for is no wider one's, without routes of its own too", () => {
  const listeners = [{ name: "wide" }, { name: "narrow", hostname: "a.example" }];
  assertEquals(closed(listeners, { sectionName: "wide" }), ["http a.example"]);
  assertEquals(closed(listeners, {}), []);
});

Deno.test("a listener with a certificate for any name answers 404", () => {
  const any = { name: "any", port: 443, protocol: "HTTPS" };
  const tls = { certificateRefs: [{ name: "cert" }] };
  const spec = { hostnames: ["a.example"] };
  assertEquals(closed([{ ...any, tls }], {}, spec), ["https "]);
  assertEquals(closed([any], {}, spec), []);
});
