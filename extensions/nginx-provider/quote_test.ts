import { assertEquals, assertThrows } from "@std/assert";
import { Unwritable } from "@dekube/engine/pacts/proxy";
import { quote, quoteLiteral, quoteTemplate } from "./quote.ts";

Deno.test("quote() escapes what would end the word", () => {
  assertEquals(quote('a "b" \\ ; { $c'), '"a \\"b\\" \\\\ ; { $c"');
});

Deno.test("quoteLiteral() leaves no variable", () => {
  assertEquals(quoteLiteral("$host ${x}"), '"${dekube_dollar}host ${dekube_dollar}{x}"');
});

Deno.test("quoteTemplate() keeps the variables that routes know, and no other", () => {
  assertEquals(
    quoteTemplate("$scheme://$http_host$request_uri?$unknown$", { httpsPort: 443 }),
    '"${scheme}://${http_host}${request_uri}?${dekube_dollar}unknown${dekube_dollar}"',
  );
});

Deno.test("quote() refuses control characters", () => {
  for (const text of ["a\nb", "a\u0000", "\t"]) assertThrows(() => quote(text), Unwritable);
});
