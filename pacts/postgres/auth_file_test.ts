import { assertEquals } from "@std/assert";
import { fieldsOf, linesOf } from "./auth_file.ts";

Deno.test("fieldsOf() reads quotes, commas and remarks as PostgreSQL does", () => {
  const texts = (line: string) =>
    fieldsOf(line).map(({ words }) => words.map(({ text, quoted }) => quoted ? [text] : text));
  for (
    const [line, fields] of [
      ["", []],
      [" \t\r,", []],
      ["# why", []],
      ["a b#c d", [["a"], ["b"]]],
      ["a, b ,c", [["a", "b"], ["c"]]],
      ["a,#b", [["a"]]],
      ['"a b" c"d e"f', [[["a b"]], ["cd ef"]]],
      ['"say ""hi""" ""', [[['say "hi"']], [[""]]]],
      ['"not closed # x', [[["not closed # x"]]]],
      ['"@a" @"b"', [[["@a"]], ["@b"]]],
    ] as const
  ) {
    assertEquals(texts(line), fields as unknown, line);
  }
  assertEquals(fieldsOf(' "a b",c  d#e').map(({ source }) => source), ['"a b",c', "d"]);
});

Deno.test("linesOf() joins lines at a backslash from PostgreSQL 14 on", () => {
  assertEquals(linesOf(["a \\", "b", "c\\\r\nd\r"], 14), ["a b", "cd", ""]);
  assertEquals(linesOf(["a \\", "b"], 13), ["a \\", "b", ""]);
  // A backslash joins once.
  assertEquals(linesOf(["a\\\\", "", "b"], 14), ["a\\", "b", ""]);
});
