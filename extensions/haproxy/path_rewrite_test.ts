import { assertEquals } from "@std/assert";
import { fakeContext, ingress } from "./_testing.ts";
import { parsePathRewrite, pathChange } from "./path_rewrite.ts";

function change(annotation: string, path: string) {
  const ctx = fakeContext();
  const rules = parsePathRewrite(annotation, () => {});
  const route = { host: "", path, pathType: "Prefix" as const, backend: null, field: "" };
  return [pathChange(rules, route, ingress({}), ctx), [...ctx.diagnostics].length];
}

Deno.test("parsePathRewrite() tells what it skips", () => {
  const skipped: string[] = [];
  const rules = parsePathRewrite(
    "a b c\n/x/(.*) /%[src]\n/x \\0\n(.*) $1\n\n/x/(.*) /\\1",
    (rule) => {
      skipped.push(rule);
    },
  );
  assertEquals(skipped, ["a b c", "/x/(.*) /%[src]", "/x \\0", "(.*) $1"]);
  assertEquals(rules.map(({ source }) => source), ["/x/(.*) /\\1"]);
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

Deno.test("pathChange() rewrites below a prefix where the route lies above it", () => {
  assertEquals(change("/api/(.*) /\\1", "/"), [
    { rewrite: { pattern: "/api/(.*)", replacement: "/$1" } },
    0,
  ]);
});

Deno.test("pathChange() says which rule it can't apply beside another", () => {
  assertEquals(change("/api/(.*) /\\1\n(.*) /foo\\1", "/api"), [{ stripPrefix: "/api" }, 1]);
});
