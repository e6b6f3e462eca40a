import { assertEquals } from "@std/assert";
import { Diagnostics } from "../../../pacts/mod.ts";
import { codes, said } from "../_testing.ts";
import { parseDocuments, parseManifests } from "./parse.ts";
import { sourceOf } from "./source.ts";

function read(text: string): { documents: unknown[]; said: string[] } {
  const diagnostics = new Diagnostics();
  const documents = parseDocuments(text, "a.yaml", diagnostics);
  return { documents, said: said(diagnostics) };
}

function documentsOf(text: string): unknown[] {
  const { documents, said } = read(text);
  assertEquals(said, []);
  return documents;
}

Deno.test("parseDocuments() reads all documents when there are several", () => {
  assertEquals(documentsOf("a: 1\n---\nb: 2\n---\nc: 3\n"), [{ a: 1 }, { b: 2 }, { c: 3 }]);
});

Deno.test("parseDocuments() passes over documents when they hold nothing but comments", () => {
  const text = "# top\n---\n# one\n---\n\n---\na: 1\n--- # none\n# end\n---\n";
  assertEquals(documentsOf(text), [{ a: 1 }]);
});

Deno.test("parseDocuments() returns nothing when there is nothing", () => {
  for (const text of ["", "\n", "---", "---\n", "# c", "\r\n---\r\n# c\r\n", "\ufeff"]) {
    assertEquals(documentsOf(text).filter((document) => document !== null), [], text);
  }
});

Deno.test("parseDocuments() does not cut when dashes stand inside a block scalar", () => {
  const text = "script: |\n  ---\n  a\n  --- # b\nnext: >\n  x\n  ---\n---\nb: 2\n";
  assertEquals(documentsOf(text), [
    { script: "---\na\n--- # b\n", next: "x ---\n" },
    { b: 2 },
  ]);
});

Deno.test("parseDocuments() does not cut when a word begins with dashes, or a line of JavaScript's does", () => {
  assertEquals(documentsOf("a: x\n  ----\n"), [{ a: "x ----" }]);
  assertEquals(documentsOf('a: "x\u2028--- y"\n'), [{ a: "x\u2028--- y" }]);
});

Deno.test("parseDocuments() reads the document when it begins on the marker's line", () => {
  assertEquals(documentsOf("--- {a: 1}\n--- # why\nb: 2\n--- |\n  text\n"), [
    { a: 1 },
    { b: 2 },
    "text\n",
  ]);
});

Deno.test("parseDocuments() begins another document when three dots end one", () => {
  assertEquals(documentsOf("a: 1\n...\nb: 2\n...\n# c\n---\nc: 3\n...\n"), [
    { a: 1 },
    { b: 2 },
    { c: 3 },
  ]);
});

Deno.test("parseDocuments() reads on when there is a YAML directive", () => {
  assertEquals(documentsOf("%YAML 1.2\n---\na: 1\n"), [{ a: 1 }]);
});

Deno.test("parseDocuments() reads on when lines end as on Windows, or there is a byte order mark", () => {
  assertEquals(documentsOf("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n---\r\nc: 3\r\n"), [
    { a: 1, b: "x\ny\n" },
    { c: 3 },
  ]);
});

Deno.test("parseDocuments() reads JSON when that is what it is given", () => {
  assertEquals(documentsOf('{\n\t"a": {"b": [1, "x: y", null, true]}\n}\n'), [
    { a: { b: [1, "x: y", null, true] } },
  ]);
});

Deno.test("parseDocuments() keeps what was written when kubectl does not take it for a date or a time", () => {
  const text = "date: 2024-01-01\ntime: 22:22\nversion: 1.2.3\nport: '8080'\non: on\n";
  assertEquals(documentsOf(text), [
    { date: "2024-01-01", time: "22:22", version: "1.2.3", port: "8080", on: "on" },
  ]);
});

Deno.test("parseDocuments() reads an octal number when it has YAML 1.1's form", () => {
  assertEquals(documentsOf("mode: 0644\nother: 420\n"), [{ mode: 420, other: 420 }]);
});

Deno.test("parseDocuments() gives the text of every form when scalars are quoted or folded", () => {
  assertEquals(documentsOf("a: \"x\\ty\"\nb: 'it''s'\nc: >-\n  one\n  two\nd: |+\n  x\n\n"), [
    { a: "x\ty", b: "it's", c: "one two", d: "x\n\n" },
  ]);
});

Deno.test("parseDocuments() resolves merge keys when a mapping has them", () => {
  const text = `base: &base {a: 1, b: {c: 2}}
more: &more {a: 5, d: 6}
one:
  <<: *base
  a: 3
both: {<<: [*base, *more], e: 7}
list:
- <<: *base
`;
  const base = { a: 1, b: { c: 2 } };
  assertEquals(documentsOf(text), [{
    base,
    more: { a: 5, d: 6 },
    one: { a: 3, b: { c: 2 } },
    both: { a: 1, b: { c: 2 }, d: 6, e: 7 },
    list: [base],
  }]);
});

Deno.test("parseDocuments() leaves `<<` alone when it is text, or no merge key", () => {
  const text = 'script: |\n  cat <<EOF\n  <<: x\n  EOF\nempty:\n  "<<": null\n';
  assertEquals(documentsOf(text), [
    { script: "cat <<EOF\n<<: x\nEOF\n", empty: { "<<": null } },
  ]);
});

Deno.test("parseDocuments() keeps a key when it is called __proto__", () => {
  const [document] = documentsOf("a: &a {b: 1}\nc: {<<: *a, __proto__: 2}\n") as [{ c: object }];
  assertEquals(Object.entries(document.c), [["b", 1], ["__proto__", 2]]);
});

Deno.test("parseDocuments() skips a broken document, and says where, when its neighbours are sound", () => {
  const { documents, said } = read("a: 1\n---\nb: 2\nc: [1\nd: 3\n---\ne: 4\n");
  assertEquals(documents, [{ a: 1 }, { e: 4 }]);
  assertEquals(said.length, 1);
  assertEquals(
    said[0].replace(/YAML: .* at/, "YAML: … at"),
    "warning broken-yaml: this document is not YAML: … at line 5, column 1; it is skipped",
  );
});

Deno.test("parseDocuments() counts lines from the file's beginning when documents end with dots", () => {
  assertEquals(
    read("a: 1\n...\n\nb: *nobody\n").said[0].replace(/YAML: .* at/, "YAML: … at"),
    "warning broken-yaml: this document is not YAML: … at line 4, column 11; it is skipped",
  );
});

Deno.test("parseDocuments() names the file when a document is broken", () => {
  const diagnostics = new Diagnostics();
  parseDocuments("a: [", "web/a.yaml", diagnostics);
  assertEquals([...diagnostics].map(({ file }) => file), ["web/a.yaml"]);
});

const duplicates: [what: string, text: string, key: string, line: number][] = [
  ["a line each", "x: 1\na: 1\nb: 2\na: 3\n", "a", 4],
  ["in a later document", "x: 1\n---\na: 1\na: 3\n", "a", 4],
  ["in an item of a list", "l:\n- a: 1\n  b: 2\n  a: 3\n", "a", 4],
  ["with a mapping for a value", "l:\n- a: 1\n  a:\n    b: 2\n- c: 3\n", "a", 3],
  ["quoted", "\"a b\": 1\n'a b': 2\n", "a b", 2],
  ["with spaces", "a b: 1\nc: 2\na b: 3\n", "a b", 3],
  ["in braces", "x: {a: 1, b: 'c: d', a: 3}\n", "a", 1],
  ["in JSON", '{"x": {"a": 1, "a": "b: c"}}\n', "a", 1],
];

for (const [what, text, key, line] of duplicates) {
  Deno.test(`parseDocuments() names key and line, and takes the last, when a key is there twice, ${what}`, () => {
    const { documents, said } = read(text);
    assertEquals(said, [
      `warning duplicate-key: the key "${key}" is there twice at line ${line}; the last one wins`,
    ]);
    const found = JSON.stringify(documents.at(-1));
    assertEquals(found.match(new RegExp(`"${key}"`, "g"))?.length, 1, found);
  });
}

Deno.test("parseDocuments() takes the last value when a key is there twice", () => {
  assertEquals(read("a: 1\nb: 2\na: 3\n").documents, [{ a: 3, b: 2 }]);
});

Deno.test("parseManifests() remembers file and release when files lie in folders", () => {
  const diagnostics = new Diagnostics();
  const manifests = parseManifests([
    { file: "shop/templates/web.yaml", text: "kind: Pod\nmetadata: {name: web}" },
    { file: "db.yaml", text: "kind: Pod\nmetadata: {name: db}" },
  ], diagnostics);
  assertEquals(manifests.map(sourceOf), [
    { file: "shop/templates/web.yaml", release: "shop" },
    { file: "db.yaml", release: "" },
  ]);
});

Deno.test("parseManifests() reads all when a list is longer than a call takes arguments", () => {
  const item = '{"kind":"Pod","metadata":{"name":"x"}}';
  const text = `{"kind":"List","items":[${Array(150_000).fill(item).join(",")}]}`;
  assertEquals(parseManifests([{ file: "a.json", text }], new Diagnostics()).length, 150_000);
});

Deno.test("parseManifests() goes on to the next file when one is no YAML at all", () => {
  const diagnostics = new Diagnostics();
  const manifests = parseManifests([
    { file: "a.yaml", text: "\tx: {" },
    { file: "b.yaml", text: "kind: Pod\nmetadata: {name: b}" },
  ], diagnostics);
  assertEquals(manifests.map(({ metadata }) => metadata.name), ["b"]);
  assertEquals(codes(diagnostics), ["broken-yaml"]);
});

Deno.test("parseDocuments() says the line when a tab is what is wrong", () => {
  const diagnostics = new Diagnostics();
  parseDocuments("a: 1\n---\nb:\n\tc: 2\n", "a.yaml", diagnostics);
  assertEquals([...diagnostics].map(({ message, file }) => `${file}: ${message}`), [
    "a.yaml: this document is not YAML: line 4 is indented with a tab, where YAML wants spaces; it is skipped",
  ]);
});
