import { assertEquals } from "@std/assert";
import { parseSetHeader } from "./set_header.ts";

Deno.test("parseSetHeader() reads names and values, quoted or not", () => {
  const skipped: string[] = [];
  const value = [
    'Cache-Control "no-store,no-cache"',
    "X-Plain one",
    'X-Escaped "say \\"hi\\""',
    "X-Single 'a b'",
    'X-Percent "100%%"',
    "",
    "Alone",
    "Bad:Name x",
    'X-Client "%[src]"',
  ].join("\n");
  assertEquals(parseSetHeader(value, (line) => skipped.push(line)), {
    "Cache-Control": "no-store,no-cache",
    "X-Plain": "one",
    "X-Escaped": 'say "hi"',
    "X-Single": "a b",
    "X-Percent": "100%",
  });
  assertEquals(skipped, ["Alone", "Bad:Name x", 'X-Client "%[src]"']);
});
