import { assert, assertEquals } from "@std/assert";
import type { Manifest } from "../../../pacts/mod.ts";
import {
  contextOf,
  deployment,
  manifest,
  randomNumbers,
  service,
  slowdown,
} from "../../../pacts/_testing.ts";
import { rewriteServiceUrls } from "./service_urls.ts";

const external = (name: string, externalName: string) =>
  manifest("Service", name, { spec: { type: "ExternalName", externalName } });

const ELSEWHERE: Manifest = {
  kind: "Service",
  metadata: { name: "db", namespace: "data" },
  spec: { ports: [{ port: 5432, targetPort: 15432 }] },
};

const CTX = contextOf([
  deployment("web", {
    containers: [{ name: "web", ports: [{ name: "http", containerPort: 8080 }] }],
  }),
  service("web", {
    ports: [
      { name: "http", port: 80, targetPort: "http" },
      { port: 443, targetPort: 8443 },
      { port: 9000 },
    ],
  }),
  ELSEWHERE,
  service("headless", { clusterIP: "None", ports: [{ port: 80, targetPort: 8080 }] }),
  external("inside", "web.shop.svc.cluster.local"),
  external("outside", "db.example.org"),
  external("chain", "outside.shop.svc.cluster.local"),
  service("far", { selector: null, ports: [{ name: "pg", port: 5432 }, { name: "m", port: 9 }] }),
  external("to-far", "far.shop.svc.cluster.local"),
  manifest("EndpointSlice", "far-1", {
    metadata: {
      name: "far-1",
      namespace: "shop",
      labels: { "kubernetes.io/service-name": "far" },
    },
    addressType: "FQDN",
    endpoints: [{ addresses: ["db.example.com"] }],
    ports: [{ name: "pg", port: 6432 }],
  }),
]);

const rewrite = (text: string) => rewriteServiceUrls(text, "shop", CTX.services);

/** Texts that change, by what they were. */
const REWRITTEN: Record<string, string> = {
  // Each form of an address.
  "//web:80": "//web:8080",
  "@web:80": "@web:8080",
  "http://web": "http://web:8080",
  "https://web": "https://web:8443",
  "http://web/": "http://web:8080/",
  "https://web/x?y=1#z": "https://web:8443/x?y=1#z",
  "http://web:443": "http://web:8443",
  "web:80": "web:8080",
  "FRONTEND_ADDR=web:80": "FRONTEND_ADDR=web:8080",
  "HTTP://WEB": "HTTP://WEB:8080",
  // Each form of a name.
  "http://web.shop": "http://web.shop:8080",
  "http://web.shop.svc": "http://web.shop.svc:8080",
  "http://web.shop.svc.cluster.local": "http://web.shop.svc.cluster.local:8080",
  "http://web.shop.svc.cluster.local.:80/": "http://web.shop.svc.cluster.local.:8080/",
  "http://web./x": "http://web.:8080/x",
  "http://web.shop.svc.k8s.corp/x": "http://web.shop.svc.k8s.corp:8080/x",
  "web.shop.svc.k8s.corp.:80": "web.shop.svc.k8s.corp.:8080",
  "postgres://db.data:5432/x": "postgres://db.data:15432/x",
  "db.data.svc.cluster.local:5432": "db.data.svc.cluster.local:15432",
  // Names that lead elsewhere.
  "http://inside": "http://inside:8080",
  "http://outside/": "http://db.example.org/",
  "redis://outside": "redis://db.example.org",
  "outside:5432": "db.example.org:5432",
  "http://chain:81/": "http://db.example.org:81/",
  // Company that an address is in.
  "http://user:pass@web:80/": "http://user:pass@web:8080/",
  "http://user@web": "http://user@web:8080",
  "jdbc:postgresql://web:80/x": "jdbc:postgresql://web:8080/x",
  "http://web:80,https://web:443": "http://web:8080,https://web:8443",
  "a,web:80;web:443": "a,web:8080;web:8443",
  '{"url":"http://web"}': '{"url":"http://web:8080"}',
  "proxy_pass http://web;": "proxy_pass http://web:8080;",
  "See http://web.": "See http://web:8080.",
  "'web:80' (web:80) [web:80]": "'web:8080' (web:8080) [web:8080]",
  "http://web?next=http://web": "http://web:8080?next=http://web:8080",
  "a: http://web\nb: web:80\r\n": "a: http://web:8080\nb: web:8080\r\n",
};

for (const [text, expected] of Object.entries(REWRITTEN)) {
  Deno.test(`rewriteServiceUrls() is ${JSON.stringify(expected)} when given ${JSON.stringify(text)}`, () => {
    assertEquals(rewrite(text), expected);
  });
}

const UNCHANGED = [
  // Nothing in host position.
  "http://example.com/web:80",
  "http://web:80@example.com/",
  "http://example.com/?to=web:80",
  "http://example.com/?a=b&to=web:80",
  "http://example.com/#web:80",
  "myweb:80",
  "my-web:80",
  "web-2:80",
  "x.web:80",
  "web.example.com:80",
  "http://web.example.com",
  "http://web_x:80",
  "/srv/web:80",
  "$web:80",
  // No address, whatever it looks like.
  "web",
  "web:",
  "web: 80",
  "web:http",
  "@web",
  "web:80:443",
  // An image and its tag.
  "registry/web:80",
  "web:80-alpine",
  "web:80.1",
  "registry.example/web:80@sha256:00",
  // Ports that the Service does not have, or that its containers have too.
  "web:800",
  "web:8080",
  "web:9000",
  "http://web:9000",
  "web:800000",
  "redis://web",
  // Services without ports of their own.
  "http://headless",
  "headless:80",
  // Names that mean nothing in this namespace.
  "db:5432",
  "http://other",
  "http://web.data",
];

for (const text of UNCHANGED) {
  Deno.test(`rewriteServiceUrls() leaves ${JSON.stringify(text)} alone`, () => {
    assertEquals(rewrite(text), text);
  });
}

Deno.test("rewriteServiceUrls() rewrites each address once when a target is a port too", () => {
  const ctx = contextOf([
    service("web", { ports: [{ port: 80, targetPort: 8080 }, { port: 8080, targetPort: 9090 }] }),
  ]);
  assertEquals(
    rewriteServiceUrls("http://web web:80 http://web:8080", "shop", ctx.services),
    "http://web:8080 web:8080 http://web:9090",
  );
});

Deno.test("rewriteServiceUrls() means another Service when the namespace is another", () => {
  assertEquals(rewriteServiceUrls("db:5432", "data", CTX.services), "db:15432");
  assertEquals(rewriteServiceUrls("http://web", "data", CTX.services), "http://web");
});

Deno.test("rewriteServiceUrls() takes a pod of unknown namespace to the only Service of a name", () => {
  assertEquals(rewriteServiceUrls("http://web", "", CTX.services), "http://web:8080");
});

Deno.test("rewriteServiceUrls() does not take a domain for a Service of unknown namespace", () => {
  const ctx = contextOf([
    {
      kind: "Service",
      metadata: { name: "example" },
      spec: { ports: [{ port: 80, targetPort: 1 }] },
    },
  ]);
  assertEquals(
    rewriteServiceUrls("http://example.com", "shop", ctx.services),
    "http://example.com",
  );
  assertEquals(rewriteServiceUrls("http://example", "shop", ctx.services), "http://example:1");
  assertEquals(
    rewriteServiceUrls("http://example.x.svc", "shop", ctx.services),
    "http://example.x.svc:1",
  );
});

const PIECES = [
  "http://",
  "https://",
  "//",
  "@",
  ":",
  ".",
  "/",
  "?",
  "&",
  "=",
  "#",
  "-",
  "_",
  " ",
  "\n",
  '"',
  "$",
  "%",
  "80",
  "443",
  "8080",
  "0",
  "a",
  "x.y",
  "svc",
  "cluster.local",
  "é",
  "user:pw@",
  "://",
  "redis:",
];
const ADDRESSES = ["http://", " ", ":80", ":443", "http://web", " web:80", "@db.data:5432"];
const NAMES = ["web", "web.shop", "web.shop.svc", "inside", "outside", "headless", "db.data"];

function randomText(pieces: readonly string[], below: (limit: number) => number): string {
  return Array.from({ length: 1 + below(12) }, () => pieces[below(pieces.length)]).join("");
}

Deno.test("rewriteServiceUrls() changes nothing when a text names no Service", () => {
  const below = randomNumbers(1);
  for (let round = 0; round < 20_000; round++) {
    const text = randomText(PIECES, below);
    assertEquals(rewrite(text), text);
  }
});

Deno.test("rewriteServiceUrls() changes nothing more when target ports are no Service's ports", () => {
  const below = randomNumbers(2);
  let changed = 0;
  for (let round = 0; round < 20_000; round++) {
    const text = randomText([...PIECES, ...NAMES, ...NAMES, ...ADDRESSES, ...ADDRESSES], below);
    const once = rewrite(text);
    if (once !== text) changed++;
    assertEquals(rewrite(once), once, text);
  }
  assert(changed > 1000, `${changed} texts changed`);
});

/** Texts that a careless pattern would read again and again. */
const LONG: Record<string, (size: number) => string> = {
  "one word": (size) => "a".repeat(size),
  "one word behind an underscore": (size) => `_${"a".repeat(size)}`,
  "one word before an underscore": (size) => `${"a".repeat(size)}_`,
  "slashes": (size) => "/".repeat(size),
  "dots": (size) => "a.".repeat(size / 2),
  "only dots": (size) => `a${".".repeat(size)}@`,
  "hyphens": (size) => "a-".repeat(size / 2),
  "at signs": (size) => "@a".repeat(size / 2),
  "users": (size) => `//${"a".repeat(size)}`,
  "many users": (size) => "//a:b".repeat(size / 5),
  "schemes": (size) => "a:".repeat(size / 2),
  "URLs": (size) => "http://".repeat(size / 7),
  "addresses": (size) => "http://web/ ".repeat(size / 12),
  "equals signs": (size) => "a=".repeat(size / 2),
  "a query": (size) => `?${"a".repeat(size)}=${"&a=b".repeat(size / 4)}`,
  "digits": (size) => "a:1".repeat(size / 3),
};

for (const [what, textOf] of Object.entries(LONG)) {
  Deno.test(`rewriteServiceUrls() takes linear time when a text is long: ${what}`, () => {
    assert(slowdown(textOf, rewrite) < 10);
  });
}

Deno.test("rewriteServiceUrls() has the port of Endpoints that are a name", () => {
  assertEquals(
    rewrite("postgres://far:5432/db far.shop:9"),
    "postgres://db.example.com:6432/db db.example.com:9",
  );
  assertEquals(rewrite("http://to-far.shop.svc:5432/"), "http://db.example.com:6432/");
});
