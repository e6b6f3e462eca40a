import { assertEquals, assertThrows } from "@std/assert";
import { OutputTree } from "./output_tree.ts";

Deno.test("write() keeps text and bytes, in the order in which they came", () => {
  const tree = new OutputTree();
  tree.write("secrets/db/key", new Uint8Array([255]));
  tree.write("Caddyfile", "x");
  assertEquals([...tree.entries()], [
    ["secrets/db/key", { content: new Uint8Array([255]), mode: 0o644 }],
    ["Caddyfile", { content: "x", mode: 0o644 }],
  ]);
  assertEquals(tree.has("Caddyfile"), true);
  assertEquals(tree.get("none"), undefined);
});

Deno.test("write() replaces a file when it is there already", () => {
  const tree = new OutputTree();
  tree.write("a", "1");
  tree.write("a", "2");
  assertEquals(tree.get("a")?.content, "2");
});

Deno.test("write() lets everyone read, since containers run as other users", () => {
  const tree = new OutputTree();
  for (const [mode, kept] of [[0o400, 0o444], [0o755, 0o755], [0o600, 0o644], [0o111, 0o555]]) {
    tree.write("a", "", { mode });
    assertEquals(tree.get("a")?.mode, kept);
    assertEquals(tree.get("a")?.asked, kept === mode ? undefined : mode);
  }
});

Deno.test("write() keeps a mode to the bit when it is exact", () => {
  const tree = new OutputTree();
  tree.write("a", "", { mode: 0o400, exact: true });
  assertEquals(tree.get("a"), { content: "", mode: 0o400, exact: true });
});

Deno.test("replace() changes nothing of a file but its content, and has it rewritten no more", () => {
  const tree = new OutputTree();
  tree.write("a", "1", { mode: 0o600, rewrite: {} });
  tree.write("b", "1", { mode: 0o600, exact: true });
  tree.replace("a", "2");
  tree.replace("b", "2");
  assertEquals([...tree.entries()], [
    ["a", { content: "2", mode: 0o644, asked: 0o600 }],
    ["b", { content: "2", mode: 0o600, exact: true }],
  ]);
  assertThrows(() => tree.replace("c", ""), Error, 'there is no file "c"');
});

Deno.test("below() finds the file at a path, or all in a folder at any depth", () => {
  const tree = new OutputTree();
  for (const path of ["a/b/c", "a/d", "ab", "a/b/e", "a/d"]) tree.write(path, path);
  const below = (path: string) => [...tree.below(path)].map(([path]) => path);
  assertEquals(below("a"), ["a/b/c", "a/d", "a/b/e"]);
  assertEquals(below("a/b"), ["a/b/c", "a/b/e"]);
  assertEquals(below("a/d"), ["a/d"]);
  assertEquals(below("b"), []);
});

Deno.test("remove() takes a file back, and leaves others in its folder", () => {
  const tree = new OutputTree();
  for (const path of ["a/b/c", "a/d"]) tree.write(path, path);
  tree.remove("a/b/c");
  tree.remove("a/b");
  assertEquals([...tree.entries()].map(([path]) => path), ["a/d"]);
  assertEquals([...tree.below("a")].map(([path]) => path), ["a/d"]);
  assertEquals([...tree.below("a/b")], []);
});

Deno.test("write() throws when a path leads out of the output folder", () => {
  const tree = new OutputTree();
  for (
    const path of [
      "",
      "/etc/passwd",
      "..",
      "../a",
      "a/../b",
      "a/..",
      "./a",
      "a/./b",
      "a//b",
      "a/",
      "a\\b",
      "..\\a",
      "a\0b",
    ]
  ) {
    assertThrows(() => tree.write(path, ""), Error, "is not one below the output folder", path);
  }
  assertEquals([...tree.entries()], []);
});

Deno.test("write() takes a path when dots are part of a name", () => {
  const tree = new OutputTree();
  for (const path of ["a..", "a/.hidden", "a/...", "configmaps/x/..data"]) {
    tree.write(path, "");
  }
  assertEquals([...tree.entries()].length, 4);
});

Deno.test("write() throws when another program would obey a file of that name", () => {
  for (const path of [".env", "compose.override.yml", "deno.json", ".git/config"]) {
    assertThrows(
      () => new OutputTree().write(path, ""),
      Error,
      `the path "${path}" can't be written: a name in it is one by which another program knows`,
    );
  }
});

Deno.test("write() throws when a path is too long", () => {
  const tree = new OutputTree();
  for (const path of ["a/".repeat(20_000) + "a", "a".repeat(4097)]) {
    assertThrows(() => tree.write(path, ""), Error, "is too long");
  }
  assertEquals([...tree.entries()], []);
});
