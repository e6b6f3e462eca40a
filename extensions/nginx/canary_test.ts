import { assertEquals } from "@std/assert";
import type { Ingress } from "@dekube/engine/pacts";
import { ingress, rewrite, type Short } from "./_testing.ts";

/** A canary of `web`, which leads to the Service `next`. */
function canary(short: Short): Ingress {
  const manifest = ingress({ canary: "true", ...short }, { name: "canary" });
  const [rule] = manifest.spec!.rules!;
  Object.assign(rule!.http!.paths![0]!, {
    backend: { service: { name: "next", port: { number: 80 } } },
  });
  return manifest;
}

const NEXT = {
  kind: "Service",
  metadata: { name: "next", namespace: "shop" },
  spec: { ports: [{ port: 80 }] },
};

function routes(short: Short) {
  const { entries } = rewrite(ingress({ "proxy-body-size": "1m" }), [canary(short), NEXT]);
  return entries.map(({ upstream, match, backends, maxBodySize }) => ({
    to: backends?.map(({ upstream = "", weight }) => [upstream.split(".")[0], weight]) ??
      upstream.split(".")[0],
    match,
    maxBodySize,
  }));
}

const MAIN = { to: "web", match: undefined, maxBodySize: "1m" };

Deno.test("rewrite() gives a canary its share of requests", () => {
  assertEquals(routes({ "canary-weight": "25" }), [
    { ...MAIN, to: [["web", 0.75], ["next", 0.25]] },
  ]);
  assertEquals(routes({ "canary-weight": "3", "canary-weight-total": "2" })[0].to, [
    ["web", 0],
    ["next", 1],
  ]);
  assertEquals(routes({ "canary-weight": "0" }), [MAIN]);
});

Deno.test("rewrite() sends requests to a canary by header and by cookie, as the main Ingress has it", () => {
  const header = (value: string) => ({ headers: [{ name: "X-Next", value }] });
  const cookie = (value: string) => ({ cookies: [{ name: "next", value }] });
  assertEquals(routes({ "canary-by-header": "X-Next", "canary-by-cookie": "next" }), [
    { ...MAIN, to: "next", match: header("always") },
    { ...MAIN, match: header("never") },
    { ...MAIN, to: "next", match: cookie("always") },
    { ...MAIN, match: cookie("never") },
    MAIN,
  ]);
  assertEquals(routes({ "canary-by-header": "X-Next", "canary-by-header-value": "yes" }), [
    { ...MAIN, to: "next", match: header("yes") },
    MAIN,
  ]);
  assertEquals(routes({ "canary-by-header": "X-Next", "canary-by-header-pattern": "a|b" }), [
    {
      ...MAIN,
      to: "next",
      match: { headers: [{ name: "X-Next", value: ".*(?:a|b).*", type: "Regex" }] },
    },
    MAIN,
  ]);
});

Deno.test("rewrite() leaves a canary's header alone out when its pattern is none", () => {
  const short = { "canary-by-header": "X-Next", "canary-by-header-pattern": "(?!x)[" };
  const { entries, said } = rewrite(ingress(), [canary(short), NEXT]);
  assertEquals(entries.map(({ match, backends }) => [match, backends]), [[undefined, undefined]]);
  assertEquals(said, ["warning invalid-canary-by-header-pattern"]);
  const { entries: [{ match, backends }] } = rewrite(ingress(), [
    canary({ ...short, "canary-weight": "10" }),
    NEXT,
  ]);
  assertEquals([match, backends?.length], [undefined, 2]);
});

Deno.test("rewrite() has a canary spoken to as the main Ingress says, whatever it says itself", () => {
  const main = ingress({ "backend-protocol": "GRPC" });
  const short = {
    "canary-weight": "10",
    "backend-protocol": "HTTPS",
    "upstream-vhost": "a.example",
  };
  const { entries: [{ backends }] } = rewrite(main, [canary(short), NEXT]);
  assertEquals(
    backends?.map(({ upstream, scheme, upstreamHost }) => [upstream, scheme, upstreamHost]),
    [
      ["web.shop.svc.cluster.local:80", "h2c", undefined],
      ["next.shop.svc.cluster.local:80", "h2c", undefined],
    ],
  );
});

Deno.test("rewrite() says that a pattern is not heard when a canary's header has a value", () => {
  const short = {
    "canary-by-header": "X-Next",
    "canary-by-header-value": "yes",
    "canary-by-header-pattern": "y.*",
  };
  assertEquals(rewrite(ingress(), [canary(short), NEXT]).said, [
    "warning unsupported-canary-by-header-pattern",
  ]);
});

Deno.test("rewrite() says that a canary has no main Ingress", () => {
  assertEquals(rewrite(canary({ "canary-weight": "10" }), [NEXT]).said, [
    "warning canary-without-main",
  ]);
  assertEquals(rewrite(canary({ "canary-weight": "10" }), [NEXT, ingress()]).said, []);
});
