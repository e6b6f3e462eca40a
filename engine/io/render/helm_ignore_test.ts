import { assertEquals } from "@std/assert";
import { ignoresFolder } from "./helm_ignore.ts";

const CASES: [text: string, folder: string, isIgnored: boolean][] = [
  ["out", "out", true],
  ["out/", "out", true],
  ["out/", "out/deep", true],
  ["out", "deploy/out", true],
  ["/out", "out", true],
  ["/out", "deploy/out", false],
  ["deploy/out", "deploy/out", true],
  ["deploy/out/", "deploy/out/more", true],
  ["deploy/out", "other/deploy/out", false],
  ["o?t\r\n", "out", true],
  ["o*", "out", true],
  ["[n-p]ut", "out", true],
  ["[^o]ut", "out", false],
  ["out.d", "outxd", false],
  ["\\out", "out", true],
  ["*/out", "a/out", true],
  ["# out\n\n*.tgz", "out", false],
  ["!out", "out", false],
  ["**/out", "out", false],
  ["[", "[", false],
  ["", "out", false],
];

for (const [text, folder, isIgnored] of CASES) {
  Deno.test(`ignoresFolder() is ${isIgnored} of ${folder} where .helmignore says ${JSON.stringify(text)}`, () => {
    assertEquals(ignoresFolder(text, folder), isIgnored);
  });
}
