import { assertEquals } from "@std/assert";
import { entry } from "../_testing.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { Diagnostics } from "../diagnostics.ts";
import type { HttpsPolicy } from "./https_policy.ts";
import { isSentOn } from "./served_over.ts";
import { sitesOf } from "./sites.ts";

/** What each site answers: `https/a` where a route is served, with the status where it is sent on. */
function served(fields: Partial<IngressEntry>[], policy: HttpsPolicy = "auto"): string[] {
  const diagnostics = new Diagnostics();
  const sites = sitesOf(fields.map(entry), diagnostics, policy);
  assertEquals([...diagnostics], []);
  return [...sites].flatMap(({ protocol, entries }) =>
    entries.map(({ path, redirect, upstream }) =>
      `${protocol}${path} ${redirect?.status ?? upstream.split(":")[0]}`
    )
  );
}

const PLAIN: Partial<IngressEntry> = { path: "/a", upstream: "plain:80" };
const SECURE: Partial<IngressEntry> = { path: "/a", upstream: "secure:80", tls: {} };

Deno.test("sitesOf() serves over HTTP when a route has no TLS", () => {
  assertEquals(served([PLAIN]), ["http/a plain"]);
});

Deno.test("sitesOf() serves over HTTPS, and sends HTTP on, when a route has TLS", () => {
  assertEquals(served([SECURE]), ["http/ 308", "https/a secure"]);
  assertEquals(served([{ ...SECURE, httpsRedirect: 301 }]), ["http/ 301", "https/a secure"]);
});

Deno.test("sitesOf() serves over just the protocols that a route names", () => {
  assertEquals(served([{ ...SECURE, protocols: ["http", "https"] }]), [
    ...["http/a secure", "https/a secure"],
  ]);
  assertEquals(served([{ ...SECURE, protocols: ["https"] }]), ["https/a secure"]);
  assertEquals(served([{ ...PLAIN, protocols: [], httpsRedirect: 302 }]), ["http/ 302"]);
});

Deno.test("sitesOf() sends on only what has TLS when something else of the host has none", () => {
  assertEquals(served([SECURE, { ...PLAIN, path: "/b" }]), [
    ...["http/a 308", "http/b plain", "https/a secure", "https/b plain"],
  ]);
  assertEquals(served([SECURE, PLAIN]), ["http/a plain", "https/a secure"]);
});

Deno.test("sitesOf() serves all over HTTP when HTTPS is off", () => {
  assertEquals(served([SECURE, { ...PLAIN, path: "/b" }], "off"), [
    "http/a secure",
    "http/b plain",
  ]);
  const sent = { ...PLAIN, protocols: [], httpsRedirect: 301 };
  assertEquals(served([sent, SECURE], "off"), ["http/a secure"]);
  assertEquals(served([sent], "off"), ["http/a plain"]);
});

Deno.test("sitesOf() serves all over HTTPS when the user wants it", () => {
  for (const policy of ["internal", "public"] as const) {
    assertEquals(served([{ ...PLAIN, path: "/b" }, SECURE], policy), [
      ...["http/ 308", "https/b plain", "https/a secure"],
    ]);
    assertEquals(served([PLAIN, { ...SECURE, protocols: ["https"] }], policy), [
      ...["http/ 308", "https/a secure"],
    ]);
  }
});

Deno.test("sitesOf() sends nobody back to HTTP when all is served over one protocol", () => {
  for (const host of ["$host", "$http_host", "shop.example"]) {
    const redirect = { to: `http://${host}$request_uri`, status: 301 };
    const back = { ...SECURE, protocols: ["https" as const], redirect };
    assertEquals(served([back, PLAIN]), ["http/a plain", "https/a 301"]);
    for (const both of [[back, PLAIN], [PLAIN, back]]) {
      assertEquals(served(both, "off"), ["http/a plain"]);
      assertEquals(served(both, "internal"), ["http/ 308", "https/a plain"]);
    }
    assertEquals(served([back], "off"), []);
  }
  // Another place is one.
  const redirect = { to: "http://other.example$request_uri", status: 301 };
  assertEquals(served([{ ...SECURE, protocols: ["https"], redirect }], "off"), ["http/a 301"]);
});

Deno.test("sitesOf() asks nobody for a password over HTTP when HTTPS does", () => {
  const basicAuth = { users: { ann: "x" } };
  const sites = sitesOf([entry({ ...SECURE, basicAuth })], new Diagnostics());
  assertEquals(sites.get("shop.example", "http")?.entries[0].basicAuth, undefined);
  assertEquals(sites.get("shop.example", "https")?.entries[0].basicAuth, basicAuth);
});

Deno.test("isSentOn() is about routes that do nothing else", () => {
  const redirect = { to: "https://$host$request_uri", status: 301 };
  assertEquals(isSentOn(entry({ redirect })), true);
  assertEquals(isSentOn(entry({ redirect, pathType: "Exact", priority: 1 })), true);
  assertEquals(isSentOn(entry({ redirect, allowedSources: ["10.0.0.0/8"] })), false);
  assertEquals(isSentOn(entry({ redirect, responseHeaders: { set: { "X-A": "b" } } })), false);
  assertEquals(isSentOn(entry({ redirect: { ...redirect, to: "https://$host/" } })), false);
  assertEquals(isSentOn(entry()), false);
});
