import { assert, assertEquals, assertFalse } from "@std/assert";
import { backendPath, normalPath, takesPath } from "./route_path.ts";

Deno.test("normalPath() decodes, and keeps what can't be decoded", () => {
  assertEquals(normalPath("/a%20b//c/", "Prefix"), "/a b/c");
  assertEquals(normalPath("/a%2", "Exact"), "/a%2");
  assertEquals(normalPath("", "Prefix"), "/");
});

Deno.test("takesPath() takes a Prefix by whole segments, an Exact path alone", () => {
  for (const path of ["/a", "/a/"]) {
    assert(takesPath({ path }, "/a"));
    assert(takesPath({ path }, "/a/b"));
    assertFalse(takesPath({ path }, "/ab"));
  }
  assert(takesPath({ path: "/a", pathType: "Exact" }, "/a"));
  assertFalse(takesPath({ path: "/a", pathType: "Exact" }, "/a/"));
  assert(takesPath({ path: "/", defaultBackend: true }, "/x"));
});

Deno.test("takesPath() takes an expression from the start, and minds case unless told", () => {
  assert(takesPath({ path: "/a(/|$)(.*)", pathType: "Regex" }, "/a/b"));
  assertFalse(takesPath({ path: "/a/(.*)", pathType: "Regex" }, "/x/a/"));
  assertFalse(takesPath({ path: "/a", pathType: "Regex" }, "/A"));
  assert(takesPath({ path: "(?i)/a", pathType: "Regex" }, "/A"));
  assertFalse(takesPath({ path: "/(a", pathType: "Regex" }, "/(a"));
});

Deno.test("backendPath() strips a prefix by whole segments", () => {
  assertEquals(backendPath({ stripPrefix: "/v1/" }, "/v1/users"), "/users");
  assertEquals(backendPath({ stripPrefix: "/v1" }, "/v1"), "/");
  assertEquals(backendPath({ stripPrefix: "/v1" }, "/v10/users"), "/v10/users");
});

Deno.test("backendPath() puts the groups of a rewrite in", () => {
  const rewrite = { pattern: "(?i)/media/(.*)/(x)?", replacement: "/b/$1-$2$3" };
  assertEquals(backendPath({ rewrite }, "/Media/a/"), "/b/a-");
  assertEquals(backendPath({ rewrite }, "/other"), "/other");
});
