import { assertEquals } from "@std/assert";
import type { Manifest } from "@dekube/engine/pacts";
import { type Annotations, ResponseHeaders } from "@dekube/engine/pacts/ingress";
import { read } from "./_testing.ts";
import { addCustomHeaders, addSnippetHeaders } from "./response_headers.ts";

function headersOf(add: (annotations: Annotations, headers: ResponseHeaders) => void) {
  return (annotations: Annotations) => {
    const headers = new ResponseHeaders();
    add(annotations, headers);
    return headers.field().responseHeaders?.set ?? {};
  };
}

const snippet = (text: unknown) =>
  read(headersOf(addSnippetHeaders), { "configuration-snippet": text });

Deno.test("addSnippetHeaders() takes more_set_headers and add_header", () => {
  assertEquals(
    snippet(`
      more_set_headers "X-Frame-Options: DENY" 'Cache-Control:no-store';
      add_header Content-Security-Policy "default-src 'none'" always;
      add_header Content-Disposition "attachment";
      add_header Vary A; add_header Vary B;
      more_set_headers "x-frame-options: SAMEORIGIN";
      add_header Empty "";
    `),
    [{
      "x-frame-options": "SAMEORIGIN",
      "Cache-Control": "no-store",
      "Content-Security-Policy": "default-src 'none'",
      "Content-Disposition": "attachment",
      "Vary": "A, B",
    }, []],
  );
  assertEquals(snippet(null), [{}, []]);
});

Deno.test("addSnippetHeaders() leaves out what is computed for each request", () => {
  const unsupported = ["warning unsupported-configuration-snippet"];
  assertEquals(snippet('more_set_headers "Request-Id: $req_id";'), [{}, unsupported]);
  assertEquals(snippet("add_header X-Host ${host};"), [{}, unsupported]);
});

Deno.test("addSnippetHeaders() says which directives it leaves out", () => {
  const annotations: [string, string][] = [
    ["proxy_set_header X-A b;", "proxy_set_header"],
    ["rewrite ^/a /b break;", "rewrite"],
    ["if ($x) { add_header A b; }", "if"],
    ["auth_request /auth;", "auth_request"],
    ["add_header A { }", "add_header"],
  ];
  for (const [text, name] of annotations) {
    const [result, messages] = read((annotations, ctx) => {
      const headers = new ResponseHeaders();
      addSnippetHeaders(annotations, headers);
      return [...ctx.diagnostics].map(({ message }) => message.includes(`"${name}"`))
        .concat(Object.keys(headers.field()).length === 0);
    }, { "configuration-snippet": text });
    assertEquals(result, [true, true], text);
    assertEquals(messages, ["warning unsupported-configuration-snippet"]);
  }
});

Deno.test("addSnippetHeaders() says what it can't keep of the directives that it takes", () => {
  const cases: [string, string][] = [
    ['more_set_headers -s 404 "A: b";', "unsupported"],
    ['more_set_headers "A:";', "unsupported"],
    ["more_set_headers A;", "unsupported"],
    ['more_set_headers "A b: c";', "invalid"],
    ['add_header A "b\nc";', "invalid"],
    ["add_header A;", "invalid"],
    ["add_header A b sometimes;", "invalid"],
    ["add_header A b always more;", "invalid"],
    ["add_header A b", "invalid"],
    ["}", "invalid"],
  ];
  for (const [text, kind] of cases) {
    assertEquals(snippet(text), [{}, [`warning ${kind}-configuration-snippet`]], text);
  }
  assertEquals(snippet("add_header Set-Cookie a=1; add_header set-cookie b=2;"), [
    { "Set-Cookie": "a=1" },
    ["warning unsupported-configuration-snippet"],
  ]);
});

Deno.test("addCustomHeaders() takes the headers of a ConfigMap", () => {
  const map: Manifest = {
    kind: "ConfigMap",
    metadata: { name: "headers", namespace: "shop" },
    data: { "X-A": "1$", "X-Empty": null, "Bad Name": "x", "X-Lines": "a\nb" },
  };
  const custom = (value: string) =>
    read(headersOf(addCustomHeaders), { "custom-headers": value }, [map]);
  assertEquals(custom("shop/headers"), [
    { "X-A": "1$" },
    ["warning invalid-custom-headers", "warning invalid-custom-headers"],
  ]);
  assertEquals(custom("data/headers"), [{}, ["warning invalid-custom-headers"]]);
  assertEquals(custom(""), [{}, []]);
});
