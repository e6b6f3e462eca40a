import { assert, assertEquals, assertThrows } from "@std/assert";
import { renderGoTemplate, TemplateError } from "./mod.ts";

/** Templates over `{ user: "ann", password: "p\"1" }`, and what comes of them. */
const CASES: readonly (readonly [template: string, rendered: string])[] = [
  ["plain", "plain"],
  ["{{ .user }}:{{ .password }}", 'ann:p"1'],
  ["a {{- .user -}} b", "aannb"],
  ["a {{- /* gone */ -}} b", "ab"],
  ["{{ .none }}", "<no value>"],
  ["{{ .user | upper | quote }}", '"ANN"'],
  ["{{ if and .user (not .none) }}yes{{ else }}no{{ end }}", "yes"],
  ["{{ if .none }}1{{ else if .user }}2{{ else }}3{{ end }}", "2"],
  ["{{ with .none }}1{{ else with .user }}{{ . }}{{ end }}", "ann"],
  ["{{ range $key, $value := . }}{{ $key }}={{ $value }};{{ end }}", 'password=p"1;user=ann;'],
  ["{{ range 3 }}{{ . }}{{ end }}", "012"],
  ["{{ range list }}x{{ else }}none{{ end }}", "none"],
  [
    "{{ range until 9 }}{{ if eq . 1 }}{{ continue }}{{ end }}{{ if eq . 3 }}{{ break }}{{ end }}{{ . }}{{ end }}",
    "02",
  ],
  ["{{ $x := 1 }}{{ range list 2 3 }}{{ $x = . }}{{ end }}{{ $x }}", "3"],
  ['{{ define "a" }}<{{ . }}>{{ end }}{{ template "a" .user }}', "<ann>"],
  ['{{ block "b" .user }}[{{ . }}]{{ end }}', "[ann]"],
  ['{{ (split "-" "a-b")._1 }}', "b"],
  [
    '{{ printf "%s %05d %q %x %t %-4s| %5.1f %%" "a" 42 "b" "c" true "d" 2.25 }}',
    'a 00042 "b" 63 true d   |   2.2 %',
  ],
  ["{{ dict `b` (list 1 `x` nil) `a` 1.5 }}", "map[a:1.5 b:[1 x <nil>]]"],
  ['{{ dict "url" "<a&b>" | toJson }}', '{"url":"\\u003ca\\u0026b\\u003e"}'],
  ['{{ "aGk=" | b64dec }}{{ "hi" | b64enc }}', "hiaGk="],
  [
    '{{ fromJson `{"a": [1, {"b": "c"}]}` | toPrettyJson }}',
    '{\n  "a": [\n    1,\n    {\n      "b": "c"\n    }\n  ]\n}',
  ],
  ['{{ regexReplaceAll "(a+)(?P<x>b)" "aab-ab" "${x}$1" }}', "baa-ba"],
  ['{{ fromYaml "a: [1, b]" | toYaml }}', "a:\n- 1\n- b"],
  [
    '{{ dict "__proto__" 1 "constructor" 2 | keys }}{{ .constructor }}',
    "[__proto__ constructor]<no value>",
  ],
];

Deno.test("renderGoTemplate() does as Go when a template is as those of operators are", () => {
  const data = { user: "ann", password: 'p"1' };
  for (const [template, rendered] of CASES) {
    assertEquals(renderGoTemplate(template, data), rendered, template);
  }
});

Deno.test("renderGoTemplate() says what is wrong and where, and no value, when it can't render", () => {
  const data = { user: "TOPSECRET", words: ["TOPSECRET"] };
  for (
    const [template, message] of [
      ["a\n{{ .gone }}", 'line 2, column 4: there is no key "gone"'],
      ["{{ nothing .user }}", 'line 1, column 4: the function "nothing" is not known'],
      ["{{ if .user }}", 'line 1, column 4: what begins here has no "{{end}}"'],
      ["{{ .user.name }}", 'line 1, column 4: a value of type string has no field "name"'],
      [
        "{{ fail .user }}",
        'line 1, column 4: "fail": the template says that it can\'t be rendered',
      ],
      [
        "{{ trunc .user 1 }}",
        "line 1, column 10: the type int is expected, and this is of type string",
      ],
      ['{{ fail "no \\"user\\"" }}', 'line 1, column 4: "fail": no "user"'],
      ["{{ mustFromJson .user }}", 'line 1, column 4: "mustFromJson": the text is no JSON'],
      ["{{ index .words .user }}", 'line 1, column 4: "index": a list has no index of type string'],
      [
        '{{ env "HOME" }}',
        'line 1, column 4: the function "env" reads the environment, which no operator lets templates do',
      ],
    ]
  ) {
    const error = assertThrows(
      () => renderGoTemplate(template, data, { missing: "error" }),
      TemplateError,
    );
    assertEquals(error.message, message, template);
  }
});

Deno.test("renderGoTemplate() makes up what is asked for when it is given something random", () => {
  const random = (count: number) => Uint8Array.from({ length: count }, (_, index) => index + 65);
  const render = (template: string) => renderGoTemplate(template, { word: "U*U" }, { random });
  assertEquals(
    render("{{ randAlphaNum 4 }} {{ randNumeric 3 }} {{ randBytes 3 }}"),
    "DEFG 567 QUJD",
  );
  assertEquals(render("{{ uuidv4 }}"), "41424344-4546-4748-894a-4b4c4d4e4f50");
  assertEquals(render('{{ htpasswd "ann" .word "sha" }}'), "ann:{SHA}d7S/rU7dd40hb+nf3dzK+2KcKp8=");
  assertThrows(
    () => renderGoTemplate("{{ randAlphaNum 4 }}", {}),
    TemplateError,
    "must stay the same",
  );
});

Deno.test("renderGoTemplate() has the functions of PEM that External Secrets Operator has", () => {
  const one = "-----BEGIN CERTIFICATE-----\nAQI=\n-----END CERTIFICATE-----\n";
  const other = "-----BEGIN PRIVATE KEY-----\nAwQ=\n-----END PRIVATE KEY-----\n";
  const data = { pem: one + other + one };
  assertEquals(renderGoTemplate('{{ .pem | filterPEM "CERTIFICATE" }}', data), one + one);
  assertEquals(renderGoTemplate('{{ .pem | filterPEM "private key" }}', data), other);
  assertEquals(renderGoTemplate('{{ .pem | filterPEM "NONE" }}', data), "");
  const refused = '"filterCertChain": a block of PEM is no certificate';
  assertThrows(
    () => renderGoTemplate('{{ .pem | filterCertChain "leaf" }}', data),
    TemplateError,
    refused,
  );
});

Deno.test("renderGoTemplate() says nothing of the data, whatever fails", () => {
  const secret = "Zq\\Zw[8";
  const data = { secret, map: { [secret]: secret }, list: [secret] };
  const failing = [
    ..."mustFromJson;mustRegexMatch .secret;regexFind .secret;urlParse;fail;trunc 1 .list;index .list"
      .split(";"),
    ..."index .map .list;set .map .secret;dig .secret .secret 1;first;add1f .map;mustToDate;printf 1;slice"
      .split(";"),
    ..."div 1;repeat -1;substr 5 1;b64enc .map;toDate;lt 1;eq 1;len 1;now;semver;pkcs12key;chunk 0 .list"
      .split(";"),
    ..."urlJoin .map;join;round 1;fromJson .map;upper .map;filterPEM .secret;certSANs;range;template"
      .split(";"),
  ];
  for (const call of failing) {
    try {
      renderGoTemplate(`{{ ${call} .secret }}`, data, { missing: "error" });
    } catch (error) {
      assert(error instanceof TemplateError, String(error));
      assert(!/Z[qw]/.test(error.message), `${call}: ${error.message}`);
    }
  }
});
