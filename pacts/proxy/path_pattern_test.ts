import { assert, assertEquals, assertFalse } from "@std/assert";
import { entry } from "../_testing.ts";
import { PLAIN } from "./_testing.ts";
import { type PathPattern, pathPattern } from "./path_pattern.ts";

function takes(fields: Parameters<typeof entry>[0], path: string): boolean {
  const { pattern } = pathPattern(entry(fields), PLAIN);
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

Deno.test("pathPattern() takes at least as much where an expression can't be kept", () => {
  const pattern = (path: string) => pathPattern(entry({ path, pathType: "Regex" }), PLAIN);
  const widened = "Go can't look around";
  const closed = (pattern: string): PathPattern => ({ pattern, widened });
  for (
    const path of ["/admin(?!/login)", "^/admins?(?!/login)", "/admins*(?=x)", "/admins{0}(?=x)"]
  ) {
    assertEquals(pattern(path), closed("^/admin"), path);
  }
  assertEquals(pattern("(?i)/admin(?!/login)"), closed("(?i)^/admin"));
  for (const path of ["/x(?!y)|/z", "(?!/x)", "a?(?=x)"]) {
    assertEquals(pattern(path), { widened }, path);
  }
});

Deno.test("pathPattern() takes any path for the default backend", () => {
  assertEquals(pathPattern(entry({ defaultBackend: true }), PLAIN), {});
});
