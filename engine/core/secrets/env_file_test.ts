import { assertEquals } from "@std/assert";
import { renderEnvFile } from "./env_file.ts";

Deno.test("renderEnvFile() writes variables in order, in single quotes where nothing means anything in them", () => {
  const lines = renderEnvFile({
    B: `a "b" $c \${d} # e`,
    A: "",
    C: "it's $5",
    D: "a\\",
    E: "line 1\r\nline 2",
  }).split("\n").filter((line) => !line.startsWith("#"));
  assertEquals(lines, [
    "A=''",
    `B='a "b" $c \${d} # e'`,
    `C="it's \\$5"`,
    'D="a\\\\"',
    'E="line 1\\r\\nline 2"',
    "",
  ]);
});
