import { assertEquals, assertThrows } from "@std/assert";
import { parseRegex } from "./parse.ts";
import { BadRegex, type RegexSyntax } from "./syntax.ts";

function refused(source: string, syntax?: RegexSyntax): string {
  return assertThrows(() => parseRegex(source, syntax), BadRegex, undefined, source).message;
}

Deno.test("parseRegex() counts the groups that capture", () => {
  assertEquals(parseRegex("(a)(?:b)(?P<n>c)(?<m>d)\\([(](?=e)").groups, 3);
});

Deno.test("parseRegex() says what is wrong", () => {
  assertEquals(refused("(a"), "a bracket is not closed");
  assertEquals(refused("a)"), "a bracket is closed that none opened");
  assertEquals(refused("[a"), "a set of characters is not closed");
  assertEquals(refused("+"), "there is nothing for + to repeat");
  assertEquals(refused("a{2,1}"), "{2,1} is no repetition of at most 1000");
  assertEquals(refused("(?R)"), "(?R) begins a group of a kind that is not known here");
  assertEquals(refused("\\Qa", "go"), "its \\Q has no \\E");
  assertEquals(refused("(a{40}){40}"), "repetitions in each other come to more than 1000");
});

Deno.test("parseRegex() refuses what two engines read differently, unless it is told whose it is", () => {
  for (const source of ["\\v", "\\12", "[\\b]"]) refused(source);
  for (const source of ["\\v", "\\12"]) parseRegex(source, "go");
  for (const source of ["(?=a)", "a++", "\\h", "(a)\\1", "(?<n>a)"]) {
    refused(source, "go");
    parseRegex(source);
  }
});

Deno.test("parseRegex() takes repetitions that stand beside each other, whatever they come to", () => {
  parseRegex("a{50}b{50}(c{30}){30}");
  refused("(a{999}b{999}c{999}d{999}){1}".repeat(5));
});
