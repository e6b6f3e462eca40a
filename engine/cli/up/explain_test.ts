import { assertEquals } from "@std/assert";
import { textLines } from "./explain.ts";

Deno.test("textLines() shows what a program says at each start once", () => {
  assertEquals(textLines("a\nb\na\nb\na\nb\n"), ["a", "b", "(2 lines, 3 times)"]);
  // The first start is cut off where no more lines were asked for.
  assertEquals(textLines("b\nc\na\nb\nc\na\nb\nc\n"), ["a", "b", "c", "(3 lines, 2 times)"]);
  assertEquals(textLines("a\r\n\na\n"), ["a (2 times)"]);
});

Deno.test("textLines() shows all lines where they differ, and no more than the last", () => {
  assertEquals(textLines("a\nb\nc\nb\n"), ["a", "b", "c", "b"]);
  assertEquals(textLines("a\nb\n"), ["a", "b"]);
  assertEquals(textLines(""), []);
  const many = Array.from({ length: 30 }, (_, index) => `${index}`);
  assertEquals(textLines(many.join("\n")), many.slice(-20));
});
