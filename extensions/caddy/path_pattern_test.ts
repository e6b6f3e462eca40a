import { assert, assertEquals, assertFalse } from "@std/assert";
import { entry } from "./_testing.ts";
import { pathPattern } from "./path_pattern.ts";

function takes(fields: Parameters<typeof entry>[0], path: string): boolean {
  const { pattern } = pathPattern(entry(fields));
  return pattern === undefined || new RegExp(pattern).test(path);
}

Deno.test("pathPattern() takes a Prefix by whole segments", () => {
  for (const path of ["/a", "/a/"]) {
    assert(takes({ path }, "/a"));
    assert(takes({ path }, "/a/"));
    assert(takes({ path }, "/a/b"));
    assertFalse(takes({ path }, "/ab"));
    assertFalse(takes({ path }, "/A"));
    assertFalse(takes({ path }, "/b/a"));
  }
  assert(takes({ path: "/" }, "/anything"));
});

Deno.test("pathPattern() takes an Exact path alone", () => {
  assert(takes({ path: "/a", pathType: "Exact" }, "/a"));
  assertFalse(takes({ path: "/a", pathType: "Exact" }, "/a/"));
  assertFalse(takes({ path: "/a/", pathType: "Exact" }, "/a"));
  assertFalse(takes({ path: "/", pathType: "Exact" }, "/a"));
});

Deno.test("pathPattern() takes a regular expression from the start", () => {
  assert(takes({ path: "/media/(.*)", pathType: "Regex" }, "/media/x"));
  assertFalse(takes({ path: "/media/(.*)", pathType: "Regex" }, "/x/media/x"));
  assertFalse(takes({ path: "/a|/b", pathType: "Regex" }, "/x/b"));
});

Deno.test("pathPattern() takes at least as much where it can't keep an expression", () => {
  const pattern = (path: string) => pathPattern(entry({ path, pathType: "Regex" }));
  assertEquals(pattern("/admin(?!/login)"), { pattern: "^/admin", widened: true });
  assertEquals(pattern("^/admins?(?!/login)"), { pattern: "^/admin", widened: true });
  assertEquals(pattern("/x(?!y)|/z"), { pattern: "^", widened: true });
  assertEquals(pattern("(?!/x)"), { pattern: "^", widened: true });
});

Deno.test("pathPattern() takes any path for the default backend", () => {
  assertEquals(pathPattern(entry({ defaultBackend: true })), {});
});
