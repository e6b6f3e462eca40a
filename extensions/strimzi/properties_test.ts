import { assertEquals } from "@std/assert";
import { propertiesFile } from "./properties.ts";

Deno.test("propertiesFile() writes what Java reads when values have line breaks, backslashes or other letters than ASCII", () => {
  assertEquals(
    propertiesFile([
      ["a b:c", " x=#!"],
      ["é", "a\\b\nc=d\r\t"],
      ["p", "grüße 😀\u0000"],
    ]),
    [
      "a\\ b\\:c=\\ x=#!",
      "\\u00e9=a\\\\b\\nc=d\\r\\t",
      "p=gr\\u00fc\\u00dfe \\ud83d\\ude00\\u0000",
      "",
    ].join("\n"),
  );
});
