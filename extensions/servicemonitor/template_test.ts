import { assert, assertEquals } from "@std/assert";
import { needsTool } from "../../tools/needs_tool.ts";
import { checkedRules } from "./_testing.ts";
import { whyNoTemplate } from "./template.ts";

const GOOD = [
  "plain }} text",
  '{{ $labels.pod }} is at {{ $value | humanizePercentage }} {{- /* so */ -}} {{ printf "%.2f}}" $value }}',
  '{{ range $i, $e := query "up" }}{{ if eq $e.Value 1.0 }}{{ break }}{{ else if $i }}b{{ else }}c{{ end }}{{ end }}',
  '{{ with $x := (query "up" | first).Labels.a }}{{ $x = `b` }}{{ . }}{{ end }}{{ .Labels.a.b }}',
  '{{ template "x" . }}{{ index $labels "a" | toUpper | stripPort }}{{ -1.5e3 }}',
];

const BAD: Record<string, string> = {
  "{{ nope }}": 'this version of Prometheus knows no function "nope" in templates',
  "{{ $x }}": "there is no variable $x",
  "{{ with $x := 1 }}{{ end }}{{ $x }}": "there is no variable $x",
  "{{": 'a "{{" in it has no "}}"',
  '{{ "}}': '""" means nothing in an action',
  "{{ }}": "an action in it is empty",
  "{{ if .A }}": 'a "if" in it has no "end"',
  "{{ end }}": 'it has an "end" too many',
  "{{ if .A }}{{ else }}{{ else }}{{ end }}": 'an "else" stands where none can',
  "{{ break }}": '"break" stands in no "range"',
  "{{ $labels.a-b }}": 'something stands right behind ".a"',
  "{{ 1 | 2 }}": "something that is no function gets what stands before it",
  '{{ "a\\q" }}': "a text in it has an escape that Go does not know",
  "{{ ( }}": "an action in it ends too early",
  "{{/* so": "a comment in it has no end",
};

const DEBIANS = { major: 2, minor: 42 };

Deno.test("whyNoTemplate() takes what Prometheus does, and says what is wrong with the rest", () => {
  for (const source of GOOD) assertEquals(whyNoTemplate(source, DEBIANS), undefined, source);
  for (const [source, why] of Object.entries(BAD)) {
    assertEquals(whyNoTemplate(source, DEBIANS), why, source);
  }
});

Deno.test("whyNoTemplate() reads templates of any size and depth", () => {
  for (const part of ["{{ if .A }}", "{{ (", "{{", '{{ "', "{{/*"]) {
    assert(whyNoTemplate(part.repeat(20_000), DEBIANS), part);
  }
  assert(whyNoTemplate(`{{ ${"(".repeat(20_000)} }}`, DEBIANS));
  assertEquals(whyNoTemplate("{{ $value }}".repeat(20_000), DEBIANS), undefined);
});

Deno.test({
  ...needsTool("promtool agrees with whyNoTemplate()", "promtool", "Debian's prometheus"),
  async fn() {
    const check = (templates: readonly string[]) =>
      checkedRules(templates.map((summary, index) => ({
        alert: `a${index}`,
        expr: "1",
        annotations: { summary },
      })));
    const good = await check(GOOD);
    assert(good.success, good.said);
    const { said } = await check(Object.keys(BAD));
    for (const [index, template] of Object.keys(BAD).entries()) {
      assert(said.includes(`"a${index}"`), template);
    }
  },
});
