import { assertEquals, assertThrows } from "@std/assert";
import { readCaddyfile } from "./_read_caddyfile.ts";
import { Unwritable } from "@dekube/engine/pacts/proxy";
import { quote, quoteLiteral, quoteTemplate } from "./quote.ts";

Deno.test("quote() keeps text as one token", () => {
  const texts = [
    "",
    "a b",
    'say "hi"',
    "a\\b",
    "a\\\\",
    '\\\\"',
    "`",
    "}",
    "{",
    "# no",
    "<<EOF",
    "é",
  ];
  for (const text of texts) {
    assertEquals(readCaddyfile(`x ${quote(text)} y`), [{ tokens: ["x", text, "y"] }]);
  }
});

Deno.test("quote() turns to backticks where a backslash precedes a quote or the end", () => {
  assertEquals(quote("a\\"), "`a\\`");
  assertEquals(quote('a\\"b'), '`a\\"b`');
  assertEquals(quote('a\\\\"b'), '"a\\\\\\"b"');
});

Deno.test("quote() refuses what no token can stand for", () => {
  for (const text of ["a\nb", "a\rb", "\0", "\x7f", "{$HOME}", "x{$", "`\\"]) {
    assertThrows(() => quote(text), Unwritable);
  }
});

Deno.test("quoteLiteral() keeps placeholders from being replaced", () => {
  assertEquals(quoteLiteral("{env.HOME}"), '"\\{env.HOME\\}"');
  assertEquals(quoteLiteral("\\{x"), '"\\\\{x"');
  assertThrows(() => quoteLiteral("{$HOME}"), Unwritable);
});

Deno.test("quoteTemplate() keeps the variables that routes know, and no placeholder", () => {
  assertEquals(
    quoteTemplate("$scheme://$http_host$request_uri?{env.HOME}$5$unknown"),
    '"{http.request.scheme}://{http.request.hostport}{http.request.orig_uri}?\\{env.HOME\\}$5$unknown"',
  );
});
