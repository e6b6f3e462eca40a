import { assertEquals } from "@std/assert";
import { settingsOf } from "./cluster.ts";

Deno.test("settingsOf() has what lines set, the last of a key", () => {
  const config = [
    "a = 1",
    "  b=x = y  # why",
    "# c = 2",
    "; d = 3",
    "e",
    "= 4",
    "f =",
    "a=5\r",
    "two words = 6",
  ];
  assertEquals(Object.fromEntries(settingsOf(config.join("\n"))), { a: "5", b: "x = y", f: "" });
});
