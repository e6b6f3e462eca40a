import { assertEquals } from "@std/assert";
import { entry } from "../_testing.ts";
import { Diagnostics } from "../diagnostics.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { publishedRedirects } from "./published_redirects.ts";
import { isSentOn } from "./served_over.ts";
import { type Sites, sitesOf } from "./sites.ts";

const PORTS = { http: 8080, https: 8443 };
const HERE: Partial<IngressEntry>[] = [
  { host: "http.example" },
  { host: "tls.example", tls: {} },
  { host: "*.wild.example" },
];

function published(
  entries: readonly Partial<IngressEntry>[],
  ports = PORTS,
  policy: HttpsPolicy = "auto",
): Sites {
  const streams = [{ port: 443, hosts: ["passed.example"] }];
  const sites = sitesOf([...HERE, ...entries].map(entry), new Diagnostics(), policy, streams);
  return publishedRedirects(sites, ports, streams);
}

/** Where a redirect of a route leads, over one protocol. */
function led(to: string, fields: Partial<IngressEntry> = {}, ports = PORTS): string | undefined {
  const redirect = { to, status: 302 };
  return published([{ ...fields, path: "/from", redirect }], ports)
    .get("shop.example", fields.protocols?.[0] ?? "http")?.entries[0].redirect?.to;
}

const OVER_TLS: Partial<IngressEntry> = { tls: {}, protocols: ["https"] };

Deno.test("publishedRedirects() names the published port when a redirect leads to the proxy", () => {
  assertEquals(led("http://http.example/a"), "http://http.example:8080/a");
  assertEquals(led("https://TLS.example$request_uri"), "https://TLS.example:8443$request_uri");
  assertEquals(led("https://a.wild.example?b"), "https://a.wild.example:8443?b");
  assertEquals(led("https://passed.example"), "https://passed.example:8443");
  assertEquals(led("http://$host$uri"), "http://$host:8080$uri");
  assertEquals(led("https://$host/a", OVER_TLS), "https://$host:8443/a");
});

Deno.test("publishedRedirects() takes the port of the protocol that a request came by when the scheme is the request's", () => {
  assertEquals(led("$scheme://http.example/"), "$scheme://http.example:8080/");
  assertEquals(led("$scheme://http.example/", OVER_TLS), "$scheme://http.example:8443/");
});

Deno.test("publishedRedirects() leaves what leads elsewhere, or names a port", () => {
  for (
    const to of [
      "https://away.example/",
      "https://tls.example:9443/",
      "https://away.example:443/",
      "https://tls.example:80/",
      "http://http.example:443/",
      "$scheme://tls.example:443/",
      "https://$host:9443/",
      "https://b.a.wild.example/",
      "https://ann@tls.example/",
      "https://tls.example$host/",
      "/tls.example",
      "ftp://tls.example/",
    ]
  ) assertEquals(led(to), to);
});

Deno.test("publishedRedirects() takes the usual port of a redirect's own scheme for none", () => {
  assertEquals(led("https://tls.example:443/x"), "https://tls.example:8443/x");
  assertEquals(led("http://http.example:80$request_uri"), "http://http.example:8080$request_uri");
  assertEquals(led("https://$host:443/", OVER_TLS), "https://$host:8443/");
});

Deno.test("publishedRedirects() keeps the client's own port for its own protocol alone", () => {
  assertEquals(led("http://$http_host$request_uri"), "http://$http_host$request_uri");
  assertEquals(led("$scheme://$http_host/"), "$scheme://$http_host/");
  assertEquals(led("https://$http_host/"), "https://$host:8443/");
});

Deno.test("publishedRedirects() finds a host that is made of the request's", () => {
  assertEquals(led("http://www.$host/"), "http://www.$host/");
  const redirect = { to: "http://www.$host/", status: 301 };
  const sites = published([{ redirect }, { host: "www.shop.example" }]);
  assertEquals(
    sites.get("shop.example", "http")?.entries[0].redirect?.to,
    "http://www.$host:8080/",
  );
});

Deno.test("publishedRedirects() leaves HTTPS when nothing is served over it", () => {
  const redirect = { to: "https://$host/", status: 301 };
  const sites = publishedRedirects(sitesOf([entry({ redirect })], new Diagnostics()), PORTS);
  assertEquals(sites.get("shop.example", "http")?.entries[0].redirect?.to, redirect.to);
});

Deno.test("publishedRedirects() changes the redirects of backends, and the page to sign in, too", () => {
  const to = "http://http.example/";
  const sites = published([{
    backends: [{ weight: 1, redirect: { to, status: 301 } }, { weight: 1, upstream: "web:80" }],
    forwardAuth: { url: "http://auth:80/", responseHeaders: [], signin: `${to}?rd=$host` },
  }]);
  const [{ backends, forwardAuth }] = sites.get("shop.example")!.entries;
  assertEquals(backends?.map(({ redirect }) => redirect?.to), [
    "http://http.example:8080/",
    undefined,
  ]);
  assertEquals(forwardAuth?.signin, "http://http.example:8080/?rd=$host");
});

Deno.test("publishedRedirects() leaves a redirect to HTTPS one that does nothing else", () => {
  const [sent] = published([]).get("tls.example", "http")!.entries;
  assertEquals([isSentOn(sent), sent.redirect], [true, {
    to: "https://$host:8443$request_uri",
    status: 308,
  }]);
});

Deno.test("publishedRedirects() changes nothing when the ports are the usual ones", () => {
  const usual = { http: 80, https: 443 };
  assertEquals(led("http://http.example/", {}, usual), "http://http.example/");
  assertEquals(led("https://$http_host/", {}, { ...usual, http: 8080 }), "https://$host/");
});

Deno.test("publishedRedirects() leaves a route that two sites have one", () => {
  const both = entry({ path: "/both", tls: {}, protocols: ["http", "https"] });
  const sites = published([both]);
  assertEquals(sites.entries.filter(({ path }) => path === "/both").length, 1);
});
