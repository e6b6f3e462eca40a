import { assert, assertEquals } from "@std/assert";
import { ShellPattern } from "./shell_pattern.ts";

const CASES: [pattern: string, matching: string[], others: string[]][] = [
  ["web", ["web"], ["web1", "aweb", ""]],
  ["", [""], ["a"]],
  ["*", ["", "a", "a\nb"], []],
  ["web*", ["web", "web-1"], ["awe", "aweb"]],
  ["*web", ["web", "a-web", "webweb"], ["web1"]],
  ["*a*b*", ["ab", "xaxbx", "aabb"], ["ba", "a"]],
  ["a*a", ["aa", "aba"], ["a"]],
  ["a*b*c", ["abc", "abcbc"], ["ac", "abcb"]],
  ["w?b", ["web", "wib"], ["wb", "weeb"]],
  ["*?b*c", ["abc", "xxabbc"], ["bc"]],
  ["[ab]c", ["ac", "bc"], ["cc", "abc"]],
  ["[!ab]c", ["cc"], ["ac", "bc"]],
  ["[^ab]c", ["cc"], ["ac"]],
  ["[a-c]*", ["a1", "c"], ["d"]],
  ["[z-a]", [], ["a", "z", "m"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[a-]", ["a", "-"], ["b"]],
  ["[a", ["[a"], ["a"]],
  ["a.b+(c)", ["a.b+(c)"], ["axb+(c)"]],
];

for (const [pattern, matching, others] of CASES) {
  Deno.test(`ShellPattern() reads ${JSON.stringify(pattern)} as a shell does`, () => {
    const compiled = new ShellPattern(pattern);
    assertEquals(matching.filter((name) => !compiled.matches(name)), []);
    assertEquals(others.filter((name) => compiled.matches(name)), []);
  });
}

Deno.test("ShellPattern() agrees with a regular expression when stars, marks and letters are mixed", () => {
  for (let seed = 0; seed < 3000; seed++) {
    const pick = (letters: string, length: number, salt: number) =>
      Array.from(
        { length },
        (_, index) => letters[(seed * 31 + index * (7 + salt) + (seed >> index)) % letters.length],
      ).join("");
    const [pattern, name] = [pick("ab*?", seed % 7, 1), pick("ab", seed % 9, 4)];
    const expected = new RegExp(
      `^${pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`,
    ).test(name);
    assertEquals(new ShellPattern(pattern).matches(name), expected, `${pattern} and ${name}`);
  }
});

Deno.test("ShellPattern() tells names from patterns", () => {
  assert(new ShellPattern("web").isPlain);
  assert(!new ShellPattern("web*").isPlain);
  assert(!new ShellPattern("we?").isPlain);
});
