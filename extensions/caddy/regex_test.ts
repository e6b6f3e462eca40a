import { BadRegex } from "@dekube/engine/pacts/regex";
import { assertEquals, assertThrows } from "@std/assert";
import { escapeRegex, toGoRegex } from "./regex.ts";

Deno.test("toGoRegex() keeps what both kinds know", () => {
  const same = [
    "/media/(.*)",
    "/foo(/|$)(.*)",
    "^/v[0-9]+/.*?$",
    "(?i)/a(?:b|c)d{2,3}",
    "/[a-z\\d\\-]+\\.js",
    "\\p{Greek}\\P{L}",
    "/[^/]+",
    "/[[:alpha:]]*",
  ];
  for (const source of same) assertEquals(toGoRegex(source), source);
});

Deno.test("toGoRegex() spells what would be in the way of a Caddyfile", () => {
  assertEquals(toGoRegex('/a"b`c{d}'), "/a\\x22b\\x60c\\x7bd\\x7d");
  assertEquals(toGoRegex("/{path}"), "/\\x7bpath\\x7d");
  assertEquals(toGoRegex("/a\\ b é"), "/a\\x20b\\x20\\x{e9}");
  assertEquals(toGoRegex('["`{$]'), "[\\x22\\x60\\x7b\\$]");
  assertEquals(toGoRegex("(?<key>x)(?P<key>y)(?'$x'z)"), "(x)(y)(z)");
  assertEquals(
    toGoRegex("\\Qa.b\\E\\h\\Z[[:^digit:]]\\e"),
    "a\\.b[\\x09\\x20]\\z[[:^digit:]]\\x1b",
  );
  assertEquals(toGoRegex("[]a]"), "[\\]a]");
});

Deno.test("toGoRegex() refuses what Go does not know, and what is broken", () => {
  const sources = [
    ...["/(?!api).*", "/(?=a)", "(?<=a)b", "(?<!a)b", "(?>a)", "(a)\\1", "\\k<a>"],
    ...["a++", "a**", "*", "(+)", "a|?", "a{3,2}", "a{1001}", "(a{500}){500}", "^*"],
    ...[
      "(",
      ")",
      "(a",
      "a)",
      "[",
      "[]",
      "[a",
      "[z-a]",
      "[\u{1f600}-\uffff]",
      "[a-\\d]",
      "[[:nope:]]",
      "a\\",
      "\\p{Grek}",
    ],
    ...["(?P<a>x)(?P=a)", "a".repeat(20_000), "(".repeat(260) + ")".repeat(260)],
  ];
  for (const source of sources) assertThrows(() => toGoRegex(source), BadRegex, undefined, source);
});

Deno.test("escapeRegex() matches the text and nothing else", () => {
  const text = '/a.b*c{d}"`\\$ é\n(|)[x]^+?-_~';
  const escaped = escapeRegex(text);
  assertEquals(/^[\x21-\x7e]*$/.test(escaped) && !/["`]/.test(escaped), true);
  const inJavaScript = escaped.replace(/\\x\{(\w+)\}/g, "\\u{$1}").replace(/\\([_~-])/g, "$1");
  assertEquals(new RegExp(`^${inJavaScript.replace(/\\(["`#&])/g, "$1")}$`, "u").test(text), true);
});
