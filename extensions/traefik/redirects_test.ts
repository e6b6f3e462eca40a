import { assert, assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import { redirectRegex, redirectScheme } from "./redirects.ts";

function redirect(
  regex: unknown,
  replacement: unknown,
  more: Partial<IngressEntry> = {},
  permanent: unknown = false,
) {
  const route = entry(more);
  const read = reading();
  const added = redirectRegex(route, { regex, replacement, permanent }, read.report) ?? [];
  return {
    to: route.redirect?.to,
    status: route.redirect?.status,
    added: added.map(({ path, redirect }) => `${path} -> ${redirect?.to}`),
    said: said(read.ctx),
  };
}

const WWW = { host: "www.shop.example" };

Deno.test("redirectScheme() to https is what a proxy does by itself", () => {
  const read = reading();
  redirectScheme(entry(), { scheme: "https", permanent: true }, read.report);
  assertEquals(said(read.ctx), []);
  redirectScheme(entry(), { scheme: "http" }, read.report);
  assertEquals(said(read.ctx), ["unsupported-middleware spec"]);
});

Deno.test("redirectRegex() sends a whole host elsewhere, with the path", () => {
  const cases: [string, string, string][] = [
    ["^https?://www\\.(.*)", "https://${1}", "https://shop.example$request_uri"],
    ["^https://www.(.+)$", "https://$1", "https://shop.example$request_uri"],
    ["^https?://www\\.shop\\.example/(.*)", "https://a.b/${1}", "https://a.b$request_uri"],
    ["^(https?)://www.shop.example(/.*)?$", "$1://a.b$2", "https://a.b$request_uri"],
    ["^https?:\\/\\/([^/]+)/(.*)", "https://a.b/$1/$2", "https://a.b/www.shop.example$request_uri"],
    ["^http://www.shop.example/(.*)", "https://a.b/x/$1", "https://a.b/x$request_uri"],
    ["^https://www.shop.example(.*)", "https://a.b$1", "https://a.b$request_uri"],
    ["^https?://(?:.*)/?(.*)", "https://a.b/$1", "https://a.b$request_uri"],
  ];
  for (const [regex, replacement, to] of cases) {
    const { said, ...result } = redirect(regex, replacement, WWW);
    assertEquals([result.to, said], [to, []], regex);
  }
});

Deno.test("redirectRegex() sends a whole host to one address", () => {
  for (const regex of [".*", "^https?://www.shop.example", "^https://[^/]+/.*$", "^http://(.*)"]) {
    assertEquals(redirect(regex, "https://a.b/c", WWW).to, "https://a.b/c", regex);
  }
  assertEquals(redirect(".*", "https://a.b", WWW, true).status, 308);
  assertEquals(redirect(".*", "https://a.b", WWW).status, 307);
  assertEquals(redirect(".*", "https://a.b/$host", WWW).to, "https://a.b/%24host");
});

Deno.test("redirectRegex() keeps what is about one path as a route of its own", () => {
  const { to, added, said } = redirect(
    "https://(.*)/.well-known/(?:card|cal)dav",
    "https://${1}/remote.php/dav",
  );
  assertEquals([to, said], [undefined, []]);
  assertEquals(added, ["/.well-known/(?:card|cal)dav -> https://shop.example/remote.php/dav"]);
  assertEquals(redirect("^https://([^/]+)/$", "https://$1/app", { host: "" }).added, [
    "/$ -> https://$host/app",
  ]);
});

Deno.test("redirectRegex() leaves requests of other hosts alone, and what would go in a circle", () => {
  for (
    const [regex, replacement] of [
      ["^https?://www\\.(.*)", "https://$1"],
      ["^https://other.example/(.*)", "https://a.b/$1"],
      ["^http://(.*)", "https://$1"],
      ["^http://shop.example/(.*)", "https://shop.example/$1"],
    ]
  ) {
    assertEquals(redirect(regex, replacement), {
      to: undefined,
      status: undefined,
      added: [],
      said: [],
    });
  }
});

Deno.test("redirectRegex() says what it can't keep", () => {
  const cases: [unknown, unknown, Partial<IngressEntry>?][] = [
    ["^https://shop.example/(.*)/x", "https://a.b/$1"],
    ["^https://shop.example/(.*)", "https://a.b/$1/more"],
    ["^https://shop.example/a\\?b", "https://a.b/"],
    ["^https://shop.example/a", "https://a.b/", { path: "/b" }],
    ["^https://shop.example/a", "https://a.b/", { path: "/a", pathType: "Exact" }],
    ["^https://shop.example/(.*)", "https://a.b/$1", { host: "*.example" }],
    ["^https://shop.example/(.*)", "http://shop.example/$1"],
    ["(a+)+$", "https://a.b/"],
    ["^(.*)/$", "$1/x"],
  ];
  for (const [regex, replacement, more] of cases) {
    const result = redirect(regex, replacement, more);
    assertEquals(result.said, ["unsupported-middleware spec"], `${regex}`);
    assertEquals([result.to, result.added], [undefined, []]);
  }
  for (const replacement of [null, "", "javascript:x", "//evil", "https://a.b/ x", {}]) {
    assertEquals(redirect(".*", replacement).said, ["bad-middleware spec"]);
  }
});

Deno.test("redirectRegex() never throws, whatever its expression", () => {
  let state = 5;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const parts = [
    "^",
    "https",
    "?",
    "://",
    "(",
    ")",
    ".*",
    "/",
    "\\",
    "a.b",
    "$",
    "|",
    "[^/]+",
    "$1",
  ];
  for (let run = 0; run < 3000; run++) {
    const text = () =>
      Array.from({ length: random(9) }, () => parts[random(parts.length)]).join("");
    const { to } = redirect(text(), `https://a.b/${text()}`);
    assert(to === undefined || /^https:\/\/a\.b/.test(to));
  }
});
