import { assert, assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { linesOf } from "./lines.ts";

const shown = (value: unknown) => linesOf(value).map(({ text }) => text).join("\n");

Deno.test("linesOf() shows what YAML reads as the same value", () => {
  const values: unknown[] = [
    {
      a: {
        b: [1, "1", "true", true, null, "", "x: y", "# no", "a#b", "- x", "é", "http://x:1/#a"],
      },
    },
    { list: [[1, [2]], { a: 1, b: { c: [] } }, {}, "two\nlines\n", "no\nend"] },
    { "odd key: {}": "v", "": "empty", "1": "-", "k": "0x1F", "d": "2024-01-01", "t": "tail " },
    { script: "if true; then\n  echo\n\nfi\n" },
    [],
    "text",
  ];
  for (const value of values) assertEquals(parse(shown(value)), value, shown(value));
});

Deno.test("linesOf() names each field by the path that diagnostics have for it", () => {
  const value = { metadata: { annotations: { "a.b/c": "d" } }, spec: { rules: [{ host: "x" }] } };
  assertEquals(linesOf(value).map(({ path }) => path), [
    "metadata",
    "metadata.annotations",
    'metadata.annotations["a.b/c"]',
    "spec",
    "spec.rules",
    "spec.rules[0].host",
  ]);
});

Deno.test("linesOf() writes out what turns the direction of text, or steers who reads it", () => {
  const text = shown({ a: "safe\u202egpj", b: "one\ntwo\u202e\u0007" });
  assert(!/\u202e|\p{Cc}/u.test(text.replaceAll("\n", "")), text);
  assert(text.includes("\\u202e"));
});
