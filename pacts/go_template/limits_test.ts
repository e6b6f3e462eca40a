/** Templates of strangers end soon, and say why. */
import { assert, assertEquals, assertThrows } from "@std/assert";
import { renderGoTemplate, TemplateError } from "./mod.ts";

const LONG = "x".repeat(100_000);

/** Each would take more than any machine has. */
const HOSTILE: readonly string[] = [
  '{{ repeat 1000000000 "x" }}',
  "{{ until 1000000000 }}",
  "{{ untilStep 0 1000000000 1 | len }}",
  "{{ seq 1000000000 }}",
  "{{ range 1000000000 }}x{{ end }}",
  "{{ range 1000000000 }}{{ end }}",
  "{{ range until 100000 }}{{ range until 100000 }}{{ end }}{{ end }}",
  '{{ indent 1000000000 "x" }}',
  '{{ printf "%1000000d" 1 }}{{ printf "%1000000d" 1 }}',
  '{{ printf "%.1000000d%.1000000d" 1 1 }}',
  '{{ $x := "xxxxxxxxxx" }}{{ range until 50 }}{{ $x = print $x $x }}{{ end }}{{ $x }}',
  '{{ $x := "xxxxxxxxxx" }}{{ range until 50 }}{{ $x = replace "x" "xx" $x }}{{ end }}',
  '{{ $x := "xxxxxxxxxx" }}{{ range until 50 }}{{ $x = regexReplaceAll "x" $x "xx" }}{{ end }}',
  "{{ $x := list 1 }}{{ range until 50 }}{{ $x = list $x $x }}{{ end }}{{ $x }}",
  "{{ $x := list 1 }}{{ range until 50 }}{{ $x = list $x $x }}{{ end }}{{ toJson $x }}",
  "{{ $x := list 1 }}{{ range until 50 }}{{ $x = list $x $x }}{{ end }}{{ toYaml $x }}",
  "{{ $x := list 1 }}{{ range until 50 }}{{ $x = list $x $x }}{{ end }}{{ deepCopy $x | len }}",
  "{{ $x := list 1 }}{{ $y := list 1 }}{{ range until 50 }}{{ $x = list $x $x }}{{ $y = list $y $y }}{{ end }}{{ deepEqual $x $y }}",
  "{{ $x := list 1 2 }}{{ range until 50 }}{{ $x = concat $x $x }}{{ end }}",
  "{{ $x := list }}{{ range until 1000000 }}{{ $x = append $x . }}{{ end }}",
  "{{ $x := list }}{{ range until 100000 }}{{ $x = list $x }}{{ end }}{{ $x }}",
  '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ $d }}',
  '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ toJson $d }}',
  '{{ $d := dict }}{{ $_ := set $d "d" $d }}{{ merge $d (deepCopy $d) }}',
  '{{ define "r" }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
  '{{ define "r" }}{{ template "r" . }}{{ template "r" . }}{{ end }}{{ template "r" . }}',
  '{{ define "a" }}{{ template "b" }}{{ template "b" }}{{ end }}{{ define "b" }}{{ range until 1000 }}{{ template "c" }}{{ end }}{{ end }}{{ define "c" }}{{ range until 1000 }}{{ range until 1000 }}{{ end }}{{ end }}{{ end }}{{ template "a" }}',
  "{{ range until 1000 }}{{ sha512sum $.long }}{{ end }}",
  '{{ range until 100000 }}{{ if contains "y" $.long }}{{ end }}{{ end }}',
  '{{ regexFind "(x+x+)+y" .long }}{{ range until 100 }}{{ regexFind "(x+x+)+y" $.long }}{{ end }}',
  '{{ range until 100000 }}{{ regexMatch "y" $.long }}{{ end }}',
  "{{ range until 100000 }}{{ $_ := splitList `x` $.long }}{{ end }}",
  "{{ uniq (until 100000) | len }}",
  "{{ $x := 1.5 }}{{ range until 100000 }}{{ $x = mulf $x $x }}{{ end }}",
  '{{ fromYaml "a: &a [x, x, x, x, x, x, x, x, x]\\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\\nd: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\\ne: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\\nf: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\\ng: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\\nh: [*g, *g, *g, *g, *g, *g, *g, *g, *g]" | len }}',
  "{{ fromJson (print (repeat 100000 `[`) (repeat 100000 `]`)) }}",
  "(".repeat(10).replaceAll("(", "{{ if 1 }}").repeat(5000) + "{{ end }}".repeat(50_000),
  `{{ ${"(".repeat(50_000)}1${")".repeat(50_000)} }}`,
  "{{ $x := 1 }}".repeat(5) + "{{ range until 10000000 }}{{ $x }}{{ end }}",
];

Deno.test("renderGoTemplate() ends soon, and says why, when a template asks for too much", () => {
  for (const template of HOSTILE) {
    const error = assertThrows(() => renderGoTemplate(template, { long: LONG }), TemplateError);
    assert(
      /than|deeper|too large/.test(error.message),
      `${template.slice(0, 200)}: ${error.message}`,
    );
  }
});

Deno.test("renderGoTemplate() takes time in proportion to a template when it is long", () => {
  const long = (part: string) => part.repeat(100_000 / part.length);
  for (
    const template of [
      long("{{ .a }}"),
      long("{{/* c */}}"),
      long("{{- 1 -}}"),
      `{{ 1 }}${long(" \n\t")}`,
      `${long(" ")}{{- 1 }}`,
      `{{ "${long("\\n")}" }}`,
      `{{ list ${long("1 ")} | len }}`,
      `{{ if 0 }}${long("{{ else if 0 }}")}{{ end }}`,
      long("{{ $x := 1 }}"),
      `{{ 1 ${long("| print ")} }}`,
      `{{ $x := 1 }}${long("{{ $x }}")}`,
      `{{ len "${long("é")}" }}`,
    ]
  ) {
    const start = performance.now();
    renderGoTemplate(template, { a: "x" });
    const seconds = (performance.now() - start) / 1000;
    assert(seconds < 3, `${seconds} s: ${template.slice(0, 60)}`);
  }
});

Deno.test("renderGoTemplate() holds to limits when it is given some", () => {
  const limits = { output: 10 };
  assertEquals(renderGoTemplate("0123456789", {}, { limits }), "0123456789");
  const error = assertThrows(
    () => renderGoTemplate("0123456789{{ 1 }}", {}, { limits }),
    TemplateError,
  );
  assertEquals(error.message, "line 1, column 14: it makes a text of more than 10 bytes");
});
