import { assertEquals } from "@std/assert";
import { thrownAt } from "./thrown_at.ts";

const OURS = [new URL("https://jsr.io/@dekube/engine/1.0.0/pacts/")];

Deno.test("thrownAt() names the extension's line when the contracts' own functions threw", () => {
  const stack = `TypeError: x is undefined
    at text (https://jsr.io/@dekube/engine/1.0.0/pacts/text.ts:3:1)
    at async file:///srv/ext/mod.ts:31:13
    at file:///srv/ext/mod.ts:44:2`;
  assertEquals(thrownAt(stack, OURS), "/srv/ext/mod.ts:31");
});

Deno.test("thrownAt() names paths as the machine does, and URLs as they are", () => {
  const places: [string, string][] = [
    ["at Widgets.convert (file:///C:/my%20ext/mod.ts:3:9)", "C:/my ext/mod.ts:3"],
    ["at file:///srv/100%/mod.ts:3:9", "/srv/100%/mod.ts:3"],
    ["at new X (https://example.com/x.ts:3:9)", "https://example.com/x.ts:3"],
  ];
  for (const [frame, place] of places) assertEquals(thrownAt(`Error: boom\n    ${frame}`), place);
});

Deno.test("thrownAt() finds nothing when the stack is the engine's, of no file, or missing", () => {
  const frame = (file: string) => `\n    at x (${new URL(file, import.meta.url)}:1:1)`;
  const mine = `Error: boom${frame("./order.ts")}${frame("./failures.ts")}${frame("file:///x.ts")}`;
  for (const stack of [undefined, "", "Error: boom", "Error\n    at <anonymous>", mine]) {
    assertEquals(thrownAt(stack), undefined);
  }
});

Deno.test("thrownAt() names the extension beside a file that holds the whole program, else the file", () => {
  const program = "file:///srv/program.js";
  const called = `Error: boom
    at write (${program}:1:1)
    at convert (file:///srv/ext.js:2:1)`;
  const own = `Error: boom
    at convert (${program}:3:1)
    at call (${program}:4:1)
    at async ${program}:5:1
    at async file:///srv/script.ts:6:1`;
  assertEquals(thrownAt(called, [], program), "/srv/ext.js:2");
  assertEquals(thrownAt(own, [], program), "/srv/program.js:3");
});
