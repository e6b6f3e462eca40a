import { assertEquals } from "@std/assert";
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
