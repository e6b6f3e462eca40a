import { BadRegex } from "@dekube/engine/pacts/regex";
import { assertEquals, assertThrows } from "@std/assert";
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
  assertEquals(pattern("(?i)/admin(?<=x)"), {
    pattern: "(?i)^/admin",
    widened: "it looks behind",
  });
  assertEquals(pattern("/admins?(x"), {
    pattern: "^/admin",
    widened: "a bracket is not closed",
  });
  assertEquals(pattern("/a|/(b"), { widened: "a bracket is not closed" });
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
      "/a{1,3}",
    ]
  ) assertEquals(toNginxRegex(source), source);
  assertEquals(toNginxRegex("/a\\-b\\_c\\Q.\\E"), "/a-b_c\\.");
  assertEquals(toNginxRegex("/[[:alpha:]]*(?:é)+é?[aé]"), "/[[:alpha:]]*(?:é)+(?:é)?(?:[a]|é)");
  assertEquals(toNginxRegex("[:alpha:]"), "[\\:alpha\\:]");
  assertEquals(toNginxRegex("(a)\\1(?>b)c++"), "(a)\\g{1}(?>b)c++");
});

Deno.test("toNginxRegex() gives groups no names, which nginx would make variables of", () => {
  const name = "n".repeat(33);
  for (const group of ["host", "dekube_upstream", "$x", "é", name]) {
    assertEquals(toNginxRegex(`/(?<${group}>a)(?P<${group}>b)`), "/(a)(b)", group);
  }
  assertEquals(toNginxRegex("(?<a>x)(?P<b>y)\\k<a>(?P=b)"), "(x)(y)\\g{1}\\g{2}");
});

Deno.test("toNginxRegex() puts what begins a text behind what stands before it", () => {
  assertEquals(
    toNginxRegex("^a|[\\^^]\\A[[:alpha:]^]", "(?<=^=)"),
    "(?<=^=)a|[\\^\\^](?<=^=)[[:alpha:]\\^]",
  );
});

Deno.test("toNginxRegex() takes nothing in which PCRE differs, or that has no word in nginx.conf", () => {
  for (
    const source of [
      "/(a",
      "/a)",
      "/[]",
      "/[^]",
      "/[^é]",
      "/[é-ü]",
      "[[:foo:]]",
      "(?<a>x)(?<a>y)\\k<a>",
      "(".repeat(260) + ")".repeat(260),
      "(?:" + "a".repeat(900) + "){900}",
      "(*FAIL)",
      "(?R)",
      "(?|a|b)",
      "(?(1)a)",
      "/a**",
      "/(?<=a+)b",
      "/\\p{Lu}",
      "/\\k<x>",
      "/\\1",
      "/(a{100}){100}",
      "/a{3,1}",
      "x".repeat(2001),
    ]
  ) assertThrows(() => toNginxRegex(source), BadRegex, undefined, source);
});
