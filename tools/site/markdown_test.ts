import { assert, assertEquals } from "@std/assert";
import { adapt, type Markdown, wordsOf } from "./markdown.ts";

function written(rule: string, text: string): string {
  const write = (name: string) => () => `${name}: ${text}`;
  const names = ["text", "code_inline", "code_block", "fence"];
  const rules = Object.fromEntries(names.map((name) => [name, write(name)]));
  const markdown: Markdown = { renderer: { rules } };
  adapt(markdown);
  return markdown.renderer.rules[rule]([{ info: "x" }], 0);
}

Deno.test("adapt() keeps braces of templates from Vue", () => {
  assertEquals(written("code_inline", "{{ .Values }}"), "code_inline: &#123;&#123; .Values }}");
});

Deno.test("adapt() has blocks that are indented be as those that are fenced", () => {
  assertEquals(written("code_block", "deno task site"), "fence: deno task site");
});

Deno.test("wordsOf() has names of several words whole, too, and needs nothing around it", () => {
  const text = "Set extensions.caddy.http_port: (see one-replica).";
  const alone: typeof wordsOf = new Function(`return (${wordsOf})`)();
  for (const words of [wordsOf(text), alone(text)]) {
    assert(["http_port", "one-replica", "http", "port", "caddy"].every((it) => words.includes(it)));
  }
});
