import { assert, assertEquals } from "@std/assert";
import { Printed } from "./printed.ts";

/** The lines of pieces. */
function linesOf(pieces: readonly string[]): string[] {
  const lines: string[] = [];
  const printed = new Printed((line) => lines.push(line));
  for (const piece of pieces) printed.add(piece);
  printed.end();
  return lines;
}

Deno.test("Printed gives lines, however the text is cut", () => {
  assertEquals(linesOf(["a", "b\n", "\nc\nd", "e"]), ["ab", "", "c", "de"]);
  assertEquals(linesOf([""]), []);
});

Deno.test("Printed cuts a line when it does not end, and keeps no more than a piece of it", () => {
  let got = 0;
  const printed = new Printed((line) => {
    assert(line.length <= 64 * 1024);
    got += line.length;
  });
  for (let given = 50_000; given <= 5_000_000; given += 50_000) {
    printed.add("x".repeat(50_000));
    assert(given - got < 64 * 1024, `${given - got}`);
  }
  printed.end();
  assertEquals(got, 5_000_000);
});
