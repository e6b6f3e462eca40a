import { assert, assertEquals } from "@std/assert";
import { parseDirectives } from "./directives.ts";

function parse(source: string): [string[][], boolean] {
  const { directives, isBroken } = parseDirectives(source);
  return [
    directives.map(({ name, args, hasBlock }) => [name, ...args, ...(hasBlock ? ["{}"] : [])]),
    isBroken,
  ];
}

Deno.test("parseDirectives() reads quotes, escapes and comments", () => {
  assertEquals(
    parse(`
      # a comment; with { all "of it
      add_header X-A "a;b {c}" always; add_header X-B 'it says "d"';
      add_header X-C "\\"e\\" \\\\ \\d\\t";
      a\\;b c#d;
    `),
    [[
      ["add_header", "X-A", "a;b {c}", "always"],
      ["add_header", "X-B", 'it says "d"'],
      ["add_header", "X-C", '"e" \\ \\d\t'],
      ["a\\;b", "c#d"],
    ], false],
  );
  assertEquals(parse(""), [[], false]);
  assertEquals(parse("# nothing"), [[], false]);
});

Deno.test("parseDirectives() skips blocks, and what other languages have in them", () => {
  assertEquals(
    parse(`if ($host ~* "^a{2}") { set $x "}"; if ($y) { return 403; } }
      set $z "\${host}x" \${scheme};
      header_filter_by_lua_block { local s = "it's" local t = {} }
      more;`),
    [[
      ["if", "($host", "~*", "^a{2}", ")", "{}"],
      ["set", "$z", "${host}x", "${scheme}"],
      ["header_filter_by_lua_block", "{}"],
      ["more"],
    ], false],
  );
});

Deno.test("parseDirectives() keeps what comes before something that it can't read", () => {
  for (
    const rest of [
      "c",
      'c "d',
      'c "d"e;',
      "}",
      ";",
      "{ }",
      "if (x) { y;",
      "x_by_lua_block { {",
      "c }",
    ]
  ) {
    assertEquals(parse(`a b; ${rest}`), [[["a", "b"], ...blocks(rest)], true], rest);
  }

  function blocks(rest: string): string[][] {
    if (rest.startsWith("if")) return [["if", "(x)", "{}"]];
    return rest.startsWith("x_") ? [["x_by_lua_block", "{}"]] : [];
  }
});

Deno.test("parseDirectives() ends on any input", () => {
  let state = 7;
  const random = (below: number) => (state = (state * 48271) % 2147483647) % below;
  const alphabet = ["a", " ", '"', "'", "\\", ";", "{", "}", "$", "#", "\n", "${", "_by_lua_block"];
  for (let run = 0; run < 2000; run++) {
    const source = Array.from({ length: random(20) }, () => alphabet[random(alphabet.length)]).join(
      "",
    );
    const { directives } = parseDirectives(source);
    assert(directives.every(({ name }) => typeof name === "string"), source);
  }
});
