import { assertEquals } from "@std/assert";
import { readUrlRegex } from "./url_regex.ts";

Deno.test("readUrlRegex() counts the groups before the one that it names", () => {
  assertEquals(readUrlRegex("^(https?)://([^/]+)/(.*)"), {
    scheme: 1,
    schemes: ["http", "https"],
    host: { kind: "any", text: "", group: 2 },
    path: { kind: "any", group: 3, withSlash: false },
  });
  assertEquals(readUrlRegex("^(?:http|https)://(www.a.b)(/.*)$"), {
    schemes: ["http", "https"],
    host: { kind: "literal", text: "www.a.b", group: 1 },
    path: { kind: "any", group: 2, withSlash: true },
  });
  assertEquals(readUrlRegex("https://www\\.([^/]+)/x"), {
    schemes: ["https"],
    host: { kind: "prefix", text: "www.", group: 1 },
    path: { kind: "one", regex: "/x" },
  });
});

Deno.test("readUrlRegex() knows which schemes an expression takes", () => {
  const schemes = (source: string) => readUrlRegex(source)?.schemes.join(" ");
  assertEquals(schemes("^http://a.b/(.*)"), "http");
  assertEquals(schemes("^(https)://a.b/(.*)"), "https");
  assertEquals(schemes("^https?://a.b/(.*)"), "http https");
  assertEquals(schemes(".*"), "http https");
});

Deno.test("readUrlRegex() leaves what it does not know", () => {
  for (
    const source of [
      ...["", "a", "^http|https://a.b/", "^(https?://a.b/", "^ftp://a.b", "https://a|b.c/"],
      ...["https://(a|b).c/", "https://a.b(/.*", "https://a.b$", "x".repeat(2000)],
    ]
  ) {
    assertEquals(readUrlRegex(source), undefined, source.slice(0, 20));
  }
});
