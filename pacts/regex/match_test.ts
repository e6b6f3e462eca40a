import { assert, assertEquals } from "@std/assert";
import { matchRegex } from "./match.ts";

Deno.test("matchRegex() finds the leftmost match, and of those the one that engines prefer", () => {
  assertEquals(matchRegex("a|ab", "xab"), ["a"]);
  assertEquals(matchRegex("(a+?)(a*)", "aaa"), ["aaa", "a", "aa"]);
  assertEquals(matchRegex("(?U)(a+)(a*?)$", "aaa"), ["aaa", "a", "aa"]);
  assertEquals(matchRegex("(a)|(b)", "b"), ["b", undefined, "b"]);
  assertEquals(matchRegex("(?:(a)|b)*", "ab"), ["ab", "a"]);
  assertEquals(matchRegex("b{2,3}", "abbbb"), ["bbb"]);
  assertEquals(matchRegex("", "x"), [""]);
});

Deno.test("matchRegex() minds case, lines, dots and places as flags have it", () => {
  assertEquals(matchRegex("(?i)/Ä(?-i:b)c", "/äbC"), ["/äbC"]);
  assertEquals(matchRegex("a(?i)b|c", "C"), ["C"]);
  assertEquals(matchRegex("(?i)[^a]", "A"), null);
  assertEquals(matchRegex("a.b", "a\nb"), null);
  assertEquals(matchRegex("(?s)a.b", "a\nb"), ["a\nb"]);
  assertEquals(matchRegex("^b$", "a\nb"), null);
  assertEquals(matchRegex("(?m)^b$", "a\nb\nc"), ["b"]);
  assertEquals(matchRegex("\\bb\\B.", "ab bc"), ["bc"]);
  assertEquals(matchRegex(".", "😀"), ["😀"]);
});

Deno.test("matchRegex() takes sets, classes and quotations", () => {
  assertEquals(matchRegex("[^/]+", "//a.b/"), ["a.b"]);
  assertEquals(matchRegex("[[:digit:]x-z\\-]+", "a1y-b"), ["1y-"]);
  assertEquals(matchRegex("\\p{Greek}\\PL", "aα1"), ["α1"]);
  assertEquals(matchRegex("\\W\\S\\D", "a-bc"), ["-bc"]);
  assertEquals(matchRegex("\\Qa.b\\E+", "axb a.bb"), ["a.bb"]);
});

Deno.test("matchRegex() looks ahead", () => {
  assertEquals(matchRegex("/(?!api)[a-z]+", "/api/web"), ["/web"]);
  assertEquals(matchRegex("a(?=b(?!c))", "abc ab"), ["a"]);
});

Deno.test("matchRegex() says that it can't tell when an expression depends on more than it follows", () => {
  for (const source of ["(a)\\1", "(?>a)", "a++", "(?<=a)b", "(", "a{1001}"]) {
    assertEquals(matchRegex(source, "aab"), undefined, source);
  }
});

Deno.test("matchRegex() tries nothing twice", () => {
  // Each of these would take an engine that tries one way after the other longer than the world will last.
  const letters = "a".repeat(2000);
  for (const source of ["((a|a)+)+$", "(a*)*b", "(a?){500}a{500}b"]) {
    assertEquals(matchRegex(source, `${letters}!`), null, source);
  }
  assert(matchRegex("((a|a)+)+$", letters));
  assertEquals(matchRegex("(?:(?=(a*)*b)a)*c", letters.slice(0, 500)), null);
});

Deno.test("matchRegex() says that it can't tell when the work would be immense", () => {
  const source = "(?:a{0,30}){30}".repeat(20);
  assertEquals(matchRegex(`${source}$`, `${"a".repeat(20_000)}b`), undefined);
});
