import { assertEquals } from "@std/assert";
import type { IngressEntry } from "@dekube/engine/pacts";
import { backendPath } from "../../pacts/ingress/route_path.ts";
import { escapeRegex } from "@dekube/engine/pacts/ingress";
import { said } from "@dekube/engine/testing";
import { entry, reading } from "./_testing.ts";
import {
  addPrefix,
  replacePath,
  replacePathRegex,
  stripPrefix,
  stripPrefixRegex,
} from "./paths.ts";

type Change = typeof stripPrefix;

function change(apply: Change, spec: Record<string, unknown>, more: Partial<IngressEntry> = {}) {
  const route = entry(more);
  const read = reading();
  apply(route, spec, read.report);
  return { route, said: said(read.ctx), path: (path: string) => backendPath(route, path) };
}

Deno.test("stripPrefix() takes off the prefix of a route's own path", () => {
  for (const path of ["/api", "/api/v1"]) {
    const { route } = change(stripPrefix, { prefixes: ["/other", "/api/"] }, {
      path: escapeRegex(path),
      pathType: "Regex",
    });
    assertEquals([route.stripPrefix, route.rewrite], ["/api", undefined]);
    assertEquals(route.requestHeaders, { set: { "X-Forwarded-Prefix": "/api" } });
  }
  const exact = change(stripPrefix, { prefixes: ["/a", "/a/b"] }, {
    path: "/a/b",
    pathType: "Exact",
  });
  assertEquals(exact.route.stripPrefix, "/a");
});

Deno.test("stripPrefix() takes off whichever of its prefixes a request has", () => {
  const { path, said } = change(stripPrefix, { prefixes: ["/api", "/v1.0"] });
  assertEquals(said, ["unknown-prefix spec"]);
  assertEquals(["/api", "/api/x", "/v1.0/x", "/v1x0/x", "/apiary", "/"].map(path), [
    ...["/", "/x", "/x", "/v1x0/x", "/apiary", "/"],
  ]);
  const longer = change(stripPrefix, { prefixes: ["/a/b", "/a"] }, { path: "/a" });
  assertEquals(["/a/b/c", "/a/c"].map(longer.path), ["/c", "/c"]);
});

Deno.test("stripPrefix() leaves what no request of the route has", () => {
  const { route, said } = change(stripPrefix, { prefixes: ["/api"] }, {
    path: "/health",
    pathType: "Exact",
  });
  assertEquals([route.stripPrefix, route.rewrite, said], [undefined, undefined, []]);
  for (const prefixes of [null, [], ["/", ""], "x"]) {
    assertEquals(change(stripPrefix, { prefixes }).route, entry());
  }
  assertEquals(change(stripPrefix, { forceSlash: false }).said, ["meaningless-field spec"]);
});

Deno.test("stripPrefixRegex(), addPrefix() and replacePath() change the path", () => {
  const strip = change(stripPrefixRegex, { regex: ["/foo/[a-z]+", "^/(x|y)"] });
  assertEquals(["/foo/bar/q", "/x/q", "/q"].map(strip.path), ["/q", "/q", "/q"]);
  const add = change(addPrefix, { prefix: "/a$1?b/" });
  assertEquals(["/", "/x"].map(add.path), ["/a%241%3Fb/", "/a%241%3Fb/x"]);
  const replaced = change(replacePath, { path: "/x" });
  assertEquals(replaced.path("/any/thing"), "/x");
  assertEquals(replaced.route.requestHeaders, { set: { "X-Replaced-Path": "$request_uri" } });
});

Deno.test("replacePathRegex() replaces what its expression matches", () => {
  const replaced = (regex: string, replacement: string, path: string) =>
    change(replacePathRegex, { regex, replacement }).path(path);
  assertEquals(replaced("^/foo/(.*)", "/bar/$1", "/foo/x"), "/bar/x");
  assertEquals(replaced("^/foo", "/bar", "/foo/x"), "/bar/x");
  assertEquals(replaced("/old/(\\d+)", "/new/${1}", "/a/old/7/b"), "/a/new/7/b");
  assertEquals(replaced("^/a$|^/b$", "/c", "/b"), "/c");
  assertEquals(replaced("^/(a)(b)?", "/x?$1", "/a"), "/x%3Fa");
  assertEquals(replaced("^/other", "/x", "/a"), "/a");
});

Deno.test("one change of the path follows another only when a route can hold both", () => {
  const route = entry({ path: "/api" });
  const read = reading();
  stripPrefix(route, { prefixes: ["/api"] }, read.report);
  addPrefix(route, { prefix: "/v2" }, read.report);
  assertEquals(backendPath(route, "/api/x"), "/v2/x");
  replacePath(route, { path: "/y" }, read.report);
  assertEquals([backendPath(route, "/api/x"), said(read.ctx)], ["/v2/x", ["second-rewrite spec"]]);
  const many = change(replacePathRegex, { regex: "(a)".repeat(9), replacement: "/" });
  assertEquals([many.route.rewrite, many.said], [undefined, ["unsupported-middleware spec"]]);
});
