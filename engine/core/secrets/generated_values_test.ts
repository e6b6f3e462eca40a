import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { OutputTree } from "../output/output_tree.ts";
import { GeneratedValues } from "./generated_values.ts";

const none = { read: () => undefined };
const db = { kind: "Db", namespace: "shop", name: "pg" };

function previous(files: OutputTree) {
  return {
    read(path: string) {
      const content = files.get(path)?.content;
      return typeof content === "string" ? new TextEncoder().encode(content) : content;
    },
  };
}

Deno.test("GeneratedValues makes a value once, and has it written whenever files come", () => {
  const values = new GeneratedValues(none);
  const first = values.of("pg").value(db, "password");
  assertMatch(first, /^[0-9a-f]{32}$/);
  const files = new OutputTree();
  values.writeTo(files);
  assertEquals(values.of("pg").value(db, "password"), first);
  assertNotEquals(values.of("other").value(db, "password"), first);
  assertEquals(files.get("secrets/.pg/shop/db/pg/password")?.content, first);
  assertEquals([...files.entries()].length, 2);
});

Deno.test("GeneratedValues keeps what the last run wrote, unless it does not fit or was emptied", () => {
  const files = new OutputTree();
  const path = "secrets/.pg/shop/db/pg/password";
  const valueOf = (content: string, fits?: (kept: string) => boolean) => {
    files.write(path, content);
    return new GeneratedValues(previous(files)).of("pg").value(db, "password", () => "new", fits);
  };
  assertEquals(valueOf("old"), "old");
  assertEquals(valueOf("old\r\n"), "old");
  for (const odd of ["", "\n", "a\0b"]) assertEquals(valueOf(odd), "new");
  assertEquals(valueOf("old", (kept) => kept.length > 3), "new");
});

Deno.test("GeneratedValues shares values between attempts at one conversion", () => {
  const shared = new Map<string, string>();
  const [one, other] = [0, 1].map(() => new GeneratedValues(none, shared).of("pg"));
  assertEquals(one.value(db, "password"), other.value(db, "password"));
});

Deno.test("GeneratedValues keeps every object's values apart, whatever it is called", () => {
  const values = new GeneratedValues(none);
  const files = new OutputTree();
  values.writeTo(files);
  const names = [
    "a",
    "A",
    "_a",
    "_61",
    "a.",
    ".a",
    "..",
    "a/b",
    "a_2fb",
    "a\\b",
    "é",
    "x".repeat(900),
  ];
  names.push("x".repeat(901), "_", "con", "a b", "\u{1f600}");
  for (const name of names) {
    values.of("pg").value({ kind: "Db", namespace: name, name: "pg" }, "key");
    values.of("pg").value({ kind: "Db", namespace: "n", name }, "key");
  }
  const paths = [...files.entries()].map(([path]) => path);
  // Without a namespace, and with one that no namespace can be called.
  assertEquals(paths.length, names.length * 2);
  assertEquals(new Set(paths.map((path) => path.toLowerCase())).size, paths.length);
  for (const path of paths) {
    for (const part of path.split("/")) assert(part.length <= 200, path);
  }
});
