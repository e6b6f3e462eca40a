import { assertEquals } from "@std/assert";
import { said } from "@dekube/engine/testing";
import { annotationsOf } from "./_testing.ts";
import { readResponseHeaders } from "./headers.ts";

Deno.test("readResponseHeaders() reads names and values, quoted or not", () => {
  const value = [
    'Cache-Control "no-store,no-cache"',
    "X-Plain one",
    'X-Escaped "say \\"hi\\""',
    "X-Single 'a b'",
    'X-Percent "100%%"',
    "",
    "Alone",
    "Bad:Name x",
    'X-Client "%[src]"',
    "x-plain two",
  ].join("\n");
  const annotations = annotationsOf({ "response-set-header": value });
  assertEquals(readResponseHeaders(annotations).responseHeaders?.set, {
    "Cache-Control": "no-store,no-cache",
    "x-plain": "two",
    "X-Escaped": 'say "hi"',
    "X-Single": "a b",
    "X-Percent": "100%",
  });
  assertEquals(
    [...annotations.ctx.diagnostics].map(({ message }) => message),
    [
      '"Alone" is not a header and its value',
      '"Bad:Name x" is not a header and its value',
      '"X-Client "%[src]"" is computed for each request',
    ]
      .map((what) => `haproxy.org/response-set-header: ${what}; it is left out`),
  );
});

Deno.test("readResponseHeaders() is no field when the annotation is missing", () => {
  const annotations = annotationsOf({});
  assertEquals([readResponseHeaders(annotations), said(annotations.ctx)], [{}, []]);
});
