import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { annotationsOf } from "./_testing.ts";
import { pathChange, readPathRules } from "./path_rewrite.ts";

function change(value: string, path: string) {
  const annotations = annotationsOf({ "path-rewrite": value });
  const rules = readPathRules(annotations);
  return [pathChange(rules, { host: "", path }, annotations), said(annotations.ctx).length];
}

Deno.test("readPathRules() says what it leaves out", () => {
  const annotations = annotationsOf({
    "path-rewrite": "a b c\n/x/(.*) /%[src]\n/x \\0\n(.*) $1\n\n/x/(.*) /\\1",
  });
  assertEquals(readPathRules(annotations).map(({ source }) => source), ["/x/(.*) /\\1"]);
  assertEquals(
    [...annotations.ctx.diagnostics].map(({ message }) => message),
    ["a b c", "/x/(.*) /%[src]", "/x \\0", "(.*) $1"].map((rule) =>
      `haproxy.org/path-rewrite: the rule "${rule}" has no counterpart here; it is left out`
    ),
  );
});

Deno.test("pathChange() picks the rule of a multi-line annotation that concerns the route", () => {
  const rules = "/foo/(.*) /\\1\n/bar/(.*) /baz/\\1\n";
  assertEquals(change(rules, "/foo"), [{ stripPrefix: "/foo" }, 0]);
  assertEquals(change(rules, "/bar/x"), [
    { rewrite: { pattern: "/bar/(.*)", replacement: "/baz/$1" } },
    0,
  ]);
  assertEquals(change(rules, "/other"), [{}, 0]);
});

Deno.test("pathChange() rewrites what has no shorter form", () => {
  assertEquals(change("/", "/app"), [{ rewrite: { pattern: "(.*)", replacement: "/" } }, 0]);
  assertEquals(change("(.*) /foo\\1", "/app"), [
    { rewrite: { pattern: "(.*)", replacement: "/foo$1" } },
    0,
  ]);
});

Deno.test("pathChange() rewrites below a prefix when the route lies above it", () => {
  assertEquals(change("/api/(.*) /\\1", "/"), [
    { rewrite: { pattern: "/api/(.*)", replacement: "/$1" } },
    0,
  ]);
});

Deno.test("pathChange() says which rule it can't apply beside another", () => {
  assertEquals(change("/api/(.*) /\\1\n(.*) /foo\\1", "/api"), [{ stripPrefix: "/api" }, 1]);
});
