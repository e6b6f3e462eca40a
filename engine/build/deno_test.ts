import { assertEquals } from "@std/assert";
import { complaint } from "./deno.ts";

Deno.test("complaint() names the causes in one line when Deno lists them", () => {
  const stderr = `Compile x.js to x
error: Writing the executable

Caused by:
    0: Setting up base binary.
    1: no such file

Stack backtrace:
   0: <unknown>
`;
  assertEquals(complaint(stderr), "Writing the executable: Setting up base binary.: no such file");
});

Deno.test("complaint() leaves Deno's hints out when they follow", () => {
  const stderr =
    `error: Import "x" not a dependency\n\n  note: mark it as external\nerror: failed\n`;
  assertEquals(complaint(stderr), 'Import "x" not a dependency');
});
