import { assertEquals } from "@std/assert";
import { entry } from "./_testing.ts";
import { isRegex, literalPrefix, pathRegex } from "./path_regex.ts";

Deno.test("pathRegex() takes a Prefix by whole segments and an Exact path alone", () => {
  assertEquals(pathRegex(entry({ path: "/a.b/" })), "^/a\\.b(?:/|$)");
  assertEquals(pathRegex(entry({ path: "/a", pathType: "Exact" })), "^/a$");
  assertEquals(pathRegex(entry({ path: "/" })), "");
  assertEquals(pathRegex(entry({ path: "/x", defaultBackend: true })), "");
});

Deno.test("pathRegex() takes an expression from the start, and none that nginx might refuse", () => {
  const regex = (path: string) => pathRegex(entry({ path, pathType: "Regex" }));
  assertEquals(regex("(?i)/a/(.*)"), "^(?:(?i)/a/(.*))");
  assertEquals(regex("/(a"), undefined);
});

Deno.test("isRegex() takes what PCRE takes", () => {
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
  ) assertEquals(isRegex(source), true, source);
});

Deno.test("isRegex() takes nothing in which PCRE differs", () => {
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
    ]
  ) assertEquals(isRegex(source), false, source);
});

Deno.test("literalPrefix() is what every match begins with", () => {
  assertEquals(literalPrefix("(?i)/admin(?!/login)"), "/admin");
  assertEquals(literalPrefix("/admins?(x"), "/admin");
  assertEquals(literalPrefix("/a|/b"), "");
});
