import { assertEquals, assertThrows } from "@std/assert";
import { Unwritable } from "@dekube/engine/pacts/proxy";
import { entry } from "./_testing.ts";
import { quote, quoteLiteral, quoteTemplate, quoteText } from "./quote.ts";

Deno.test("quote() throws when a word is longer than nginx takes", () => {
  assertEquals(quote("a".repeat(4000)).length, 4002);
  assertThrows(() => quote("é".repeat(2001)), Unwritable);
});

Deno.test("quote() escapes what would end the word", () => {
  assertEquals(quote('a "b" \\ ; { $c'), '"a \\"b\\" \\\\ ; { $c"');
});

Deno.test("quoteLiteral() leaves no variable", () => {
  assertEquals(quoteLiteral("$host ${x}"), '"${dekube_dollar}host ${dekube_dollar}{x}"');
});

Deno.test("quoteTemplate() keeps the variables that routes know, and no other", () => {
  assertEquals(
    quoteTemplate("$scheme://$http_host$request_uri?$unknown$", entry()),
    '"${scheme}://${dekube_host}${request_uri}?${dekube_dollar}unknown${dekube_dollar}"',
  );
});

Deno.test("quote() refuses control characters", () => {
  for (const text of ["a\nb", "a\u0000", "\t"]) assertThrows(() => quote(text), Unwritable);
});

Deno.test("quoteTemplate() takes a path that changes as it is left, and any other as it came", () => {
  const quoted = (fields: Parameters<typeof entry>[0]) => quoteTemplate("$uri", entry(fields));
  assertEquals(quoted({}), '"${request_uri}"');
  assertEquals(quoted({ stripPrefix: "/" }), '"${request_uri}"');
  assertEquals(quoted({ stripPrefix: "/v1" }), '"${dekube_changed_uri}"');
});

Deno.test("quoteText() has words for lines and tabs, and for no other control character", () => {
  assertEquals(quoteText('a "b"\r\n\t$c'), '"a \\"b\\"\\n\\t${dekube_dollar}c"');
  assertThrows(() => quoteText("a\u0000"), Unwritable);
});
