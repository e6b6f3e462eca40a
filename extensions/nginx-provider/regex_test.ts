import { assertEquals } from "@std/assert";
import { pathPattern } from "../../pacts/proxy/path_pattern.ts";
import { entry } from "./_testing.ts";
import { NGINX } from "./profile.ts";
import { escapeRegex, toNginxRegex } from "./regex.ts";

Deno.test("NGINX takes a Prefix by whole segments, an Exact path alone, an expression from the start", () => {
  const pattern = (fields: Parameters<typeof entry>[0]) =>
    pathPattern(entry(fields), NGINX).pattern;
  assertEquals(pattern({ path: "/a.b/" }), "^/a\\.b(?:/|$)");
  assertEquals(pattern({ path: "/a", pathType: "Exact" }), "^/a$");
  assertEquals(pattern({ path: "/" }), undefined);
  assertEquals(pattern({ path: "/x", defaultBackend: true }), undefined);
  assertEquals(pattern({ path: "(?i)/a/(.*)", pathType: "Regex" }), "^(?:(?i)/a/(.*))");
});

Deno.test("NGINX closes all that an expression might take that nginx might refuse", () => {
  const pattern = (path: string) => pathPattern(entry({ path, pathType: "Regex" }), NGINX);
  assertEquals(pattern("(?i)/admin(?<=x)"), { pattern: "(?i)^/admin", widened: true });
  assertEquals(pattern("/admins?(x"), { pattern: "^/admin", widened: true });
  assertEquals(pattern("/a|/(b"), { widened: true });
});

Deno.test("escapeRegex() spells control characters, for which nginx.conf has no word", () => {
  assertEquals(escapeRegex("/a.b\n\u007f{x}"), "/a\\.b\\x0a\\x7f\\{x\\}");
});

Deno.test("toNginxRegex() takes what PCRE takes", () => {
  for (
    const source of [
      "/a(/|$)(.*)",
      "(?i)/x",
      "/(?!api).*",
      "/v\\d+/[^/]+",
      "/(?<key>\\w+)",
      "/a\\-b\\_c",
      "/a{1,3}",
    ]
  ) assertEquals(toNginxRegex(source), source);
});

Deno.test("toNginxRegex() takes nothing in which PCRE differs, or that has no word in nginx.conf", () => {
  for (
    const source of [
      "/(a",
      "/a)",
      "/[]",
      "/[^]",
      "/a**",
      "/(?<=a+)b",
      "/\\p{Lu}",
      "/\\k<x>",
      "/\\1",
      "/(a{100}){100}",
      "/a{3,1}",
      "[[:alpha:]]",
      "x".repeat(1001),
      "/a\nb",
    ]
  ) assertEquals(toNginxRegex(source), undefined, source);
});
