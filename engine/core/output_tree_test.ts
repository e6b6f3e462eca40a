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
  }
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
  for (const path of ["..a", "a..", ".hidden", "a/...", "configmaps/x/..data"]) {
    tree.write(path, "");
  }
  assertEquals([...tree.entries()].length, 5);
});
