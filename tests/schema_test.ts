/** docs/dekube.schema.json says of dekube.yaml what the command reads. */
import { assert, assertEquals } from "@std/assert";
import { fromFileUrl, join } from "@std/path";
import { parse } from "@std/yaml";
import { Ajv } from "ajv";
import { parseConfig } from "../engine/core/settings/config.ts";
import { KEYS } from "../engine/core/settings/keys.ts";
import { SCHEMA_URL } from "../engine/core/settings/schema.ts";
import { SCHEMA_FILE, schemaText } from "../tools/schema.ts";

const ROOT = fromFileUrl(new URL("..", import.meta.url));

const written = await Deno.readTextFile(SCHEMA_FILE);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: false });
const validate = ajv.compile(JSON.parse(written));

/** What the schema has against a text. */
function problems(text: string): string[] {
  validate(parse(text) ?? null);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

Deno.test("docs/dekube.schema.json is what `deno task schema` writes", async () => {
  assert(written === await schemaText(), "it is out of date: run `deno task schema`");
});

Deno.test("docs/dekube.schema.json is where the first line of a dekube.yaml says, once it is published", async () => {
  const { version, publish } = JSON.parse(await Deno.readTextFile(join(ROOT, "deno.json")));
  assertEquals(SCHEMA_URL, `https://jsr.io/@dekube/engine/${version}/docs/dekube.schema.json`);
  assertEquals(JSON.parse(written).$id, SCHEMA_URL);
  assert(publish.include.includes("docs/dekube.schema.json"));
});

/** Examples of dekube.yaml that pages show: blocks whose keys are all its own. */
async function examples(): Promise<[page: string, yaml: string][]> {
  const found: [string, string][] = [];
  const pages = [...Deno.readDirSync(join(ROOT, "docs"))].map(({ name }) => `docs/${name}`);
  const readmes = [...Deno.readDirSync(join(ROOT, "extensions"))].map(({ name }) =>
    `extensions/${name}/README.md`
  );
  for (const page of [...pages.filter((name) => name.endsWith(".md")), ...readmes, "README.md"]) {
    const text = await Deno.readTextFile(join(ROOT, page)).catch(() => "");
    for (const [, indented] of text.matchAll(/^ *```ya?ml\n([\s\S]*?)^ *```$/gm)) {
      const indent = /^ */.exec(indented)![0];
      const yaml = indented.replaceAll(new RegExp(`^${indent}`, "gm"), "");
      // Several documents are manifests.
      if (/^---$/m.test(yaml)) continue;
      const keys = Object.keys(Object(parse(yaml)));
      const isSettings = /^# dekube\.yaml/.test(yaml) || page === "docs/settings.md" ||
        keys.length > 0 && keys.every((key) => Object.hasOwn(KEYS, key.split(".")[0]));
      if (isSettings) found.push([page, yaml]);
    }
  }
  return found;
}

Deno.test("docs/dekube.schema.json takes what the pages show", async () => {
  const all = await examples();
  assert(all.length > 30, `${all.length} examples`);
  assertEquals(all.flatMap(([page, yaml]) => problems(yaml).map((it) => `${page}: ${it}`)), []);
});

Deno.test("docs/dekube.schema.json takes what first runs wrote", async () => {
  let count = 0;
  for await (const path of filesBelow(join(ROOT, "tests/testdata"))) {
    if (!path.endsWith("/dekube.yaml")) continue;
    assertEquals(problems(await Deno.readTextFile(path)), [], path);
    count++;
  }
  assert(count > 2);
});

async function* filesBelow(folder: string): AsyncGenerator<string> {
  for await (const { name, isDirectory } of Deno.readDir(folder)) {
    const path = `${folder}/${name}`;
    if (isDirectory) yield* filesBelow(path);
    else yield path;
  }
}

/** A value of each kind that YAML has. */
const VALUES = [
  "text",
  '""',
  "7",
  "1.5",
  "true",
  "off",
  "null",
  "[]",
  "[a]",
  "[{}]",
  "{}",
  "{a: b}",
];

Deno.test("docs/dekube.schema.json takes of each key what the command reads, and nothing else", () => {
  for (const key of Object.keys(KEYS)) {
    for (const value of [...VALUES, "{a: {}}", "{a: null}", "{a: [b]}"]) {
      const text = `${key}: ${value}`;
      // What is in a text is for the command to judge.
      if ((key === "subnet" || key === "accept") && /text|\[a\]|""|7|1\.5|off/.test(value)) {
        continue;
      }
      let isRead = true;
      try {
        parseConfig(text, "dekube.yaml");
      } catch {
        isRead = false;
      }
      assertEquals(problems(text).length === 0, isRead, text);
    }
  }
});

Deno.test("docs/dekube.schema.json refuses what the command would warn of or refuse", () => {
  for (
    const text of [
      "volume_roots: ./data",
      "extensions: {caddy: {http_prot: 80}}",
      "extensions: {caddy: {http_port: many}}",
      "limits: {inputs: 7}",
      "replacements: [{new: a}]",
    ]
  ) {
    assert(problems(text).length > 0, text);
  }
});
