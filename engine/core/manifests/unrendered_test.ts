import { assert, assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { said } from "../_testing.ts";
import { parseManifests } from "./parse.ts";

/** Names of what is read from files, and what is said. */
function read(files: Record<string, string>) {
  const diagnostics = new Diagnostics();
  const manifests = parseManifests(
    Object.entries(files).map(([file, text]) => ({ file, text })),
    diagnostics,
  );
  return { names: manifests.map(({ metadata }) => metadata.name), diagnostics };
}

const template = `{{- if .Values.on }}
kind: Deployment
metadata:
  name: {{ include "chart.name" . }}
{{- end }}
`;

Deno.test("parseManifests() says once what templates are, and what to run", () => {
  const { names, diagnostics } = read({
    "a.yaml": template,
    "b.yaml": "kind: {{ .Values.kind }}\nmetadata: {name: b}\n",
    "c.yaml": "kind: Pod\nmetadata:\n  name: {{ .Release.Name }}\n",
    "d.yaml": 'kind: Pod\nmetadata: {name: "{{ .Release.Name }}-d"}\n---\n' + template,
    "e.yaml": `kind: Pod\nmetadata: {name: plain}\n---\n${template}---\n# nothing\n`,
    "f.yaml": template,
    "g.yaml": template,
  });

  assertEquals(names, ["plain"]);
  assertEquals([...diagnostics].map(({ severity, message }) => [severity, message]), [[
    "warning",
    "templates that nobody rendered ({{ … }}) are skipped: a.yaml, b.yaml, c.yaml, d.yaml, e.yaml (1 of 2 documents), and 2 more. Of a Helm chart convert the folder that Chart.yaml is in: --helm-chart FOLDER. Render others first, with helm template or helmfile template, and convert what comes out",
  ]]);
});

Deno.test("parseManifests() keeps braces that are texts", () => {
  const { names, diagnostics } = read({
    "a.yaml": `kind: ConfigMap
metadata: {name: legends}
data:
  dashboard: '{"legend": "{{instance}}"}'
  alert: |
    {{ define "x" }}
`,
  });
  assertEquals([names, said(diagnostics)], [["legends"], []]);
});

Deno.test("parseManifests() refuses a mapping as a key, which is no template", () => {
  for (const text of ["kind: Pod\nspec: {{a: b}: c}\n", "kind: Pod\nspec:\n  ? {a: b}\n  : c\n"]) {
    const { diagnostics } = read({ "a.yaml": text.replace("{{", "{ {") });
    assertEquals([...diagnostics].map(({ message }) => message), [
      "this document is not YAML: a mapping stands where a key should be; it is skipped",
    ]);
  }
});

Deno.test("parseManifests() says what is broken in a document that holds braces as texts", () => {
  const alert = 'kind: A\nmetadata: {name: a}\nsummary: "{{ $labels.instance }}"\n';
  for (
    const [more, said] of [
      ["script: |\n  a\n\tb: c\n", "line 6 is indented with a tab, where YAML wants spaces"],
      ["a: [1, 2\nb: c\n", "at line"],
      ["a: @b\n", "at line 4, column 4"],
    ]
  ) {
    const { names, diagnostics } = read({ "a.yaml": alert + more });
    const [{ code, message }, ...others] = [...diagnostics];
    assertEquals([names, code, others], [[], "broken-yaml", []], more);
    assert(message.includes(said), message);
    // As without braces.
    const plain = read({ "a.yaml": alert.replace(/{{|}}/g, "xx") + more }).diagnostics;
    assertEquals(message, [...plain][0].message);
  }
});

Deno.test("parseManifests() takes for a template what is YAML once the braces are words, or differently broken", () => {
  for (
    const text of [
      'kind: A\nmetadata:\n  name: a\n  labels:\n    {{- include "x" . | nindent 4 }}\n',
      'kind: A\nname: "{{ .Values.x | default "y" }}"\n',
      "kind: A\n{{- if .on }}\na: b\n{{- else }}\na: c\n{{- end }}\n",
      "{{/* a\n\tcomment: here\n*/}}\nkind: {{ .kind }}\n",
      "kind: A\na: {{ .a }}: {{ .b }}\n",
      "{{ .a }}\nkind: {{ .kind }}\nb:\n\tc: d\n",
      "kind: A\nargs: [{{ .a }}, {{ .b\n}}]\nb: [{{ .c }}]\n",
    ]
  ) {
    const { names, diagnostics } = read({ "a.yaml": text });
    assertEquals(
      [names, [...diagnostics].map(({ code }) => code)],
      [[], ["unrendered-template"]],
      text,
    );
  }
});
