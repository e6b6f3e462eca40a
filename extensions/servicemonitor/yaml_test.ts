import { assertEquals } from "@std/assert";
import { parse } from "@std/yaml";
import { renderYaml } from "./yaml.ts";

Deno.test("renderYaml() writes what reads back as the same, whatever the texts hold", () => {
  const odd = ["a: b", "- x", "'", '"', "\n\n", " x ", "#", "{{ }}", "\u0000", "é\u2028", "~", "|"];
  const value = Object.fromEntries(odd.map((text) => [text, [text, { text }]]));
  assertEquals(parse(renderYaml(value)), value);
});

Deno.test("renderYaml() writes half a surrogate pair as a character that nobody refuses", () => {
  assertEquals(parse(renderYaml({ "\uD800": "\uDC00x" })), { "\uFFFD": "\uFFFDx" });
});
