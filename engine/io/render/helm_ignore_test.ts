import { assert, assertEquals } from "@std/assert";
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
  ["[\\w]ut", "out", false],
  ["[\\o]ut", "out", true],
  ["[]o]ut", "out", false],
  ["[o-]ut", "out", false],
  ["o[t-v]\\", "ou", false],
  ["*a*b*", "xaxxbx", true],
  ["*a*b", "xaxxbx", false],
  ["a*/b", "a/c/b", false],
  ["a*/*b", "ac/cb", true],
  ["a[^x]b", "a/b", false],
  ["", "out", false],
];

for (const [text, folder, isIgnored] of CASES) {
  Deno.test(`ignoresFolder() is ${isIgnored} of ${folder} where .helmignore says ${JSON.stringify(text)}`, () => {
    assertEquals(ignoresFolder(text, folder), isIgnored);
  });
}

Deno.test("ignoresFolder() takes no longer when a pattern has many stars", () => {
  const start = performance.now();
  assertEquals(ignoresFolder(`${"*a".repeat(100)}b\n`.repeat(100), "a".repeat(200)), false);
  assert(performance.now() - start < 5000);
});

/** All texts of some letters, up to a length. */
function textsOf(letters: string, longest: number): string[] {
  if (longest === 0) return [""];
  const shorter = textsOf(letters, longest - 1);
  return ["", ...[...letters].flatMap((letter) => shorter.map((text) => letter + text))];
}

Deno.test("ignoresFolder() finds what a pattern takes, whatever it is made of", () => {
  const names = textsOf("ab", 5).filter((name) => name !== "");
  for (const pattern of textsOf("ab*?", 4)) {
    if (pattern === "" || pattern.includes("**")) continue;
    const wanted = new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`);
    for (const name of names) {
      assertEquals(ignoresFolder(pattern, name), wanted.test(name), `${pattern} ${name}`);
    }
  }
});
