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

/** What becomes of a route, as `protocol -> where it is sent`, and of those that it adds. */
function scheme(spec: Record<string, unknown>, more: Partial<IngressEntry> = {}) {
  const route = entry(more);
  const read = reading();
  const added = redirectScheme(route, spec, read.report) ?? [];
  return {
    routes: [...added, route].map(({ protocols, httpsRedirect, redirect }) =>
      [protocols?.join(" "), httpsRedirect, redirect?.to].map((part) => part ?? "-").join(", ")
    ),
    said: said(read.ctx),
  };
}

Deno.test("redirectScheme() to https sends requests over HTTP on", () => {
  const sent = (spec: Record<string, unknown>, more: Partial<IngressEntry>) =>
    scheme({ scheme: "https", ...spec }, more).routes;
  assertEquals(sent({ permanent: true }, {}), [", 308, -"]);
  assertEquals(sent({}, { protocols: ["http"] }), [", 307, -"]);
  assertEquals(sent({}, { protocols: ["http", "https"] }), ["https, 307, -"]);
  assertEquals(sent({}, { tls: {} }), ["-, 307, -"]);
  assertEquals(sent({}, { tls: {}, protocols: ["https"] }), ["https, -, -"]);
});

Deno.test("redirectScheme() to http sends requests over HTTPS back", () => {
  const sent = (more: Partial<IngressEntry>) => scheme({ scheme: "http" }, more).routes;
  const back = "http://$host$request_uri";
  assertEquals(sent({}), ["-, -, -"]);
  assertEquals(sent({ tls: {} }), [`https, -, ${back}`]);
  assertEquals(sent({ protocols: ["http", "https"] }), [`https, -, ${back}`, "http, -, -"]);
});

Deno.test("redirectScheme() says which port and scheme it does not keep", () => {
  assertEquals(scheme({ scheme: "https", port: "443" }).said, []);
  assertEquals(scheme({ scheme: "https", port: "8443" }).said, ["redirect-port spec"]);
  for (const value of ["ws", "", null]) {
    assertEquals(scheme({ scheme: value }).said, ["unsupported-middleware spec"]);
  }
});

Deno.test("redirectRegex() sends a whole host elsewhere, with the path", () => {
  const cases: [string, string, string][] = [
    ["^https?://www\\.(.*)", "https://${1}", "https://shop.example$request_uri"],
    ["^https?://www.(.+)$", "https://$1", "https://shop.example$request_uri"],
    ["^https?://www\\.shop\\.example/(.*)", "https://a.b/${1}", "https://a.b$request_uri"],
    ["^(https?)://www.shop.example(/.*)?$", "$1://a.b$2", "$scheme://a.b$request_uri"],
    ["^https?:\\/\\/([^/]+)/(.*)", "https://a.b/$1/$2", "https://a.b/www.shop.example$request_uri"],
    ["^http://www.shop.example/(.*)", "https://a.b/x/$1", "https://a.b/x$request_uri"],
    ["^https?://(?:.*)/?(.*)", "https://a.b/$1", "https://a.b$request_uri"],
  ];
  for (const [regex, replacement, to] of cases) {
    const { said, ...result } = redirect(regex, replacement, WWW);
    assertEquals([result.to, said], [to, []], regex);
  }
});

Deno.test("redirectRegex() sends a whole host to one address", () => {
  for (const regex of [".*", "^https?://www.shop.example", "^https?://[^/]+/.*$", "^http://(.*)"]) {
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
    { tls: {} },
  );
  assertEquals([to, said], [undefined, []]);
  assertEquals(added, ["/.well-known/(?:card|cal)dav -> https://shop.example/remote.php/dav"]);
  assertEquals(redirect("^https://([^/]+)/$", "https://$1/app", { host: "", tls: {} }).added, [
    "/$ -> https://$host/app",
  ]);
});

Deno.test("redirectRegex() leaves requests of other hosts and schemes alone, and what leads nowhere else", () => {
  for (
    const [regex, replacement] of [
      ["^https?://www\\.(.*)", "https://$1"],
      ["^https://other.example/(.*)", "https://a.b/$1"],
      ["^https?://(.*)", "http://$1"],
      ["^(https?)://(.*)", "$1://$2"],
      ["^https://shop.example/(.*)", "https://a.b/$1"],
      ["^https://shop.example/x", "https://a.b/"],
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

Deno.test("redirectRegex() to the other scheme of the same host is a redirectScheme", () => {
  const sent = (regex: string, replacement: string, more: Partial<IngressEntry> = {}) => {
    const route = entry(more);
    const added = redirectRegex(route, { regex, replacement }, reading().report) ?? [];
    return [...added, route].map((
      { protocols, httpsRedirect, redirect },
    ) => [protocols?.join(" "), httpsRedirect, redirect?.to]);
  };
  const back = "http://$host$request_uri";
  assertEquals(sent("^http://(.*)", "https://$1"), [["", 307, undefined]]);
  assertEquals(sent("^https?://shop.example/(.*)", "https://shop.example/$1"), [[
    "",
    307,
    undefined,
  ]]);
  assertEquals(sent("^https?://(.*)", "https://$1", { tls: {} }), [[
    undefined,
    undefined,
    undefined,
  ]]);
  assertEquals(sent("^https://(.*)", "http://$1", { tls: {} }), [["https", undefined, back]]);
});

Deno.test("redirectRegex() redirects the requests of one scheme alone", () => {
  const route = entry({ protocols: ["http", "https"] });
  const spec = { regex: "^http://(.*)", replacement: "https://a.b/$1" };
  const added = redirectRegex(route, spec, reading().report) ?? [];
  assertEquals([...added, route].map(({ protocols, redirect }) => [protocols, redirect?.to]), [
    [["http"], "https://a.b/shop.example$request_uri"],
    [["https"], undefined],
  ]);
});

Deno.test("redirectRegex() says what it can't keep", () => {
  const cases: [unknown, unknown, Partial<IngressEntry>?][] = [
    ["^https://shop.example/(.*)/x", "https://a.b/$1"],
    ["^https://shop.example/(.*)", "https://a.b/$1/more"],
    ["^https://shop.example/a\\?b", "https://a.b/"],
    ["^https://shop.example/a", "https://a.b/", { path: "/b" }],
    ["^https://shop.example/a", "https://a.b/", { path: "/a", pathType: "Exact" }],
    ["^https://shop.example/(.*)", "https://a.b/$1", { host: "*.example" }],
    ["(a+)+$", "https://a.b/"],
    ["^(.*)/$", "$1/x"],
  ];
  for (const [regex, replacement, more] of cases) {
    const result = redirect(regex, replacement, { tls: {}, ...more });
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
