import { assert, assertEquals, assertFalse, assertStringIncludes, assertThrows } from "@std/assert";
import { isLimitError } from "../limits.ts";
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
  ["[c-da-ee-fx]", ["a", "c", "e", "f", "x"], ["g", "w", "y", "`"]],
  ["[!c-dz-ya]", ["b", "e", "z", "y"], ["a", "c", "d"]],
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

Deno.test("ShellPattern() takes any text apart in one way", () => {
  assert(new ShellPattern("😀??*").matches("😀é1"));
  assert(new ShellPattern("[a]😀*").matches("a😀"));
});

Deno.test("ShellPattern() gives up when marks and sets between stars take too long", () => {
  const name = "a".repeat(100_000);
  const error = assertThrows(() => new ShellPattern(`*${"?".repeat(5_000)}[b]*`).matches(name));
  assert(isLimitError(error));
  assertStringIncludes(error.message, '????…" takes too long');
  assertFalse(new ShellPattern("*?[b]??[a-c]*").matches(name.replace(/./g, "d")));
});

Deno.test("ShellPattern() looks at no range of a set after the other", () => {
  const ranges = Array.from({ length: 200_000 }, () => "a-b").join("");
  const begun = performance.now();
  assertFalse(new ShellPattern(`*[${ranges}]*`).matches("z".repeat(200_000)));
  assert(performance.now() - begun < 10_000);
});

Deno.test("ShellPattern() tells names from patterns", () => {
  assert(new ShellPattern("web").isPlain);
  assert(!new ShellPattern("web*").isPlain);
  assert(!new ShellPattern("we?").isPlain);
});
