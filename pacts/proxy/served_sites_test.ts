import { assertEquals } from "@std/assert";
import { Diagnostics } from "../diagnostics.ts";
import type { IngressEntry } from "../ingress/entry.ts";
import { servedSites } from "./served_sites.ts";
import { sitesOf } from "./sites.ts";

function sites(...entries: Partial<IngressEntry>[]) {
  return sitesOf(
    entries.map((entry) => ({
      host: "a.test",
      path: "/",
      upstream: "w:80",
      scheme: "http",
      ...entry,
    })),
    new Diagnostics(),
  );
}

function paths(...entries: Partial<IngressEntry>[]): readonly string[] {
  return servedSites(sites(...entries))[0].paths;
}

Deno.test("servedSites() gives the root alone where it leads somewhere, else the plainest paths first", () => {
  assertEquals(paths({ path: "/api" }, { path: "/" }), ["/"]);
  assertEquals(paths({ path: "/api" }, { path: "/a" }, { path: "/b" }), ["/a", "/b", "/api"]);
  assertEquals(paths({ path: "/api" }, { path: "/x", defaultBackend: true }), ["/"]);
  assertEquals(paths({ path: "/api" }, { path: "/", answer: { status: 404 } }), ["/api"]);
});

const EXPRESSIONS: [expression: string, path: string][] = [
  ["/api(/|$)(.*)", "/api"],
  ["/api(?:/|$)", "/api"],
  ["/api$", "/api"],
  ["/api", "/api"],
  ["/a\\.b/x", "/a.b/x"],
  ["/app/.*", "/app/"],
  ["/(.*)", "/"],
  ["/v[12]", "/"],
  ["/apis?", "/"],
  [".*", "/"],
];

for (const [path, expected] of EXPRESSIONS) {
  Deno.test(`servedSites() leads to ${expected} when the path is the expression ${path}`, () => {
    assertEquals(paths({ path, pathType: "Regex" }), [expected]);
  });
}

Deno.test("servedSites() leaves out what only sends requests on, and says what is closed", () => {
  const found = servedSites(sites({ tls: {} }, { host: "b.test", denied: "no" }));
  assertEquals(found, [
    { host: "a.test", protocol: "https", paths: ["/"] },
    { host: "b.test", protocol: "http", paths: ["/"], closed: true },
  ]);
});

Deno.test("servedSites() leaves out what only says that nothing is there", () => {
  const nothing = { host: "", answer: { status: 404 } };
  const hosts = (...entries: Partial<IngressEntry>[]) =>
    servedSites(sites({}, ...entries)).map(({ host }) => host);
  assertEquals(hosts(nothing), ["a.test"]);
  assertEquals(hosts(nothing, { host: "", path: "/x" }), ["a.test", ""]);
  assertEquals(hosts({ ...nothing, denied: "no" }), ["a.test", ""]);
  assertEquals(hosts({ host: "", answer: { status: 410 } }), ["a.test", ""]);
});

Deno.test("servedSites() says what fails when nothing of a site leads anywhere", () => {
  const found = (...entries: Partial<IngressEntry>[]) => servedSites(sites(...entries));
  const site = { host: "a.test", protocol: "http" as const };
  const gone = { answer: { status: 502 } };
  assertEquals(found(gone), [{ ...site, paths: ["/"], fails: 502 }]);
  assertEquals(found(gone, { path: "/api" }), [{ ...site, paths: ["/api"] }]);
  assertEquals(found(gone, { path: "/x", denied: "no" }), [{ ...site, paths: ["/"], fails: 502 }]);
  const shared = (...backends: NonNullable<IngressEntry["backends"]>[number][]) =>
    found({ backends });
  assertEquals(shared({ weight: 1, status: 500 }), [{ ...site, paths: ["/"], fails: 500 }]);
  assertEquals(shared({ weight: 0, upstream: "w:80" }), [{ ...site, paths: ["/"], fails: 503 }]);
  assertEquals(shared({ weight: 1, status: 500 }, { weight: 1, upstream: "w:80" }), [
    { ...site, paths: ["/"] },
  ]);
});

Deno.test("servedSites() says of routes that the proxy has closed that they are", () => {
  const given = sites({ path: "/a" }, { path: "/b" });
  const closed = (...paths: string[]) => {
    const routes = given.entries.filter(({ path }) => paths.includes(path));
    return servedSites(given, { certificates: new Map(), authority: "", closed: new Set(routes) });
  };
  const site = { host: "a.test", protocol: "http" };
  assertEquals(closed("/a") as unknown[], [{ ...site, paths: ["/b"] }]);
  assertEquals(closed("/a", "/b") as unknown[], [{ ...site, paths: ["/a", "/b"], closed: true }]);
});

Deno.test("servedSites() says whose certificates are, and what to trust", () => {
  const tls = {};
  const given = sites({ tls }, { host: "b.test", tls }, { host: "c.test" });
  const secret = { folder: "x" } as never;
  const certificates = new Map([["a.test", "internal" as const], ["b.test", secret]]);
  const found = servedSites(given, { certificates, authority: "./root.crt", closed: new Set() });
  assertEquals(found.map(({ certificate, authority }) => [certificate, authority]), [
    ["internal", "./root.crt"],
    ["secret", undefined],
    [undefined, undefined],
  ]);
});
