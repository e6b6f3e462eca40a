import { assertEquals } from "@std/assert";
import { errorMessage } from "./deno.ts";

Deno.test("errorMessage() names the causes in one line when Deno lists them", () => {
  const stderr = `Compile x.js to x
error: Writing the executable

Caused by:
    0: Setting up base binary.
    1: no such file

Stack backtrace:
   0: <unknown>
`;
  assertEquals(
    errorMessage(stderr),
    "Writing the executable: Setting up base binary.: no such file",
  );
});

Deno.test("errorMessage() leaves Deno's hints out when they follow", () => {
  const stderr =
    `error: Import "x" not a dependency\n\n  note: mark it as external\nerror: failed\n`;
  assertEquals(errorMessage(stderr), 'Import "x" not a dependency');
});
