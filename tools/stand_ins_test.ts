/**
 * Holds the stand-ins against the genuine packages:
 *
 *     STD_DIR=… deno run -A tools/jsr.ts test -A tools/stand_ins_test.ts
 */
import * as genuineAssert from "@std/assert";
import { parseArgs as genuineParseArgs } from "@std/cli/parse-args";
import * as genuinePath from "@std/path";
import * as genuinePosix from "@std/path/posix";
import * as genuineYaml from "@std/yaml";
import * as assert from "./stand-ins/assert/mod.ts";
import { parseArgs } from "./stand-ins/cli/mod.ts";
import * as path from "./stand-ins/path/mod.ts";
import * as posix from "./stand-ins/path/posix/mod.ts";
import * as yaml from "./stand-ins/yaml/mod.ts";
import { NO_STD, unless } from "./unless.ts";

Deno.test({
  ...unless("stand-ins do as @std does", NO_STD),
  fn: () => genuineAssert.assert(genuineYaml.parse !== yaml.parse),
});

/** A test that needs the genuine packages. */
function compare(name: string, fn: () => void): void {
  if (!NO_STD) Deno.test(name, fn);
}

/** What a function returns or throws, to the letter. */
function outcome(fn: () => unknown): string {
  try {
    const options = { depth: 50, strAbbreviateSize: Infinity, iterableLimit: Infinity };
    return Deno.inspect(fn(), options);
  } catch (error) {
    return String(error);
  }
}

function assertSame(what: string, genuine: () => unknown, standIn: () => unknown): void {
  genuineAssert.assertEquals(outcome(standIn), outcome(genuine), what);
}

/** Texts that one reader of YAML or another takes for something else, and hard ones to write. */
const TEXTS = [
  ..."yes no on off y n Yes NO true True false null Null ~ nan inf .nan .NaN .inf -.inf".split(" "),
  ..."012 0o12 0644 0o644 08 089 00 0 -0 +1 -1 1_000 1_ _1 0x1F 0b11 0o 0x 12e03".split(" "),
  ..."1e3 1E5 1.e3 1.5 5. .5 -.5 +.5 1.2.3 22:22 1:2:3 190:20:30 20:59.5 8080:80".split(" "),
  ..."2024-01-01 2024-1-1 2024-01-01T00:00:00Z 2024-13-45 123456789012345678901".split(" "),
  ..."= =x << < . .. ... - -- --- -x ? ?x : a: :a a:b a#b # {a} [a] a,b *a &a !x".split(" "),
  ...'%x @x `x` | > \\ it\'s "q" $$x ${X} http://a/b?c=d&e#f ./a:/b:ro * & ! % @'.split(" "),
  ...["", " ", " lead", "trail ", "a: b", "a :b", "# x", "a #b", "- x", "? x", "--- x", "a  b"],
  ...["\ttab", "a\tb", "tab\t", "a\nb", "a\nb\n", "a\n\n", "\n", "\na", " a\nb\n", "a\r\nb", "\r"],
  ...[
    "é",
    "日本",
    "😀",
    "a 😀 b",
    "😀: x",
    "😀\tx",
    "a\n😀\n",
    "\u00a0",
    "\u0085",
    "\u2028",
    "\ufeff",
  ],
  ...["\0", "\x07", "\x1b[0m", "\ud800", "x".repeat(100), "word ".repeat(30).trim()],
  ...["word ".repeat(30).trim() + "\nsecond\n", " " + "word ".repeat(30), "k".repeat(1100)],
];

const VALUES = [
  ...[null, true, false, 0, -0, 1.5, 1e21, 1e-7, NaN, Infinity, -Infinity, undefined, 1n],
  ...[[], {}, [[]], [{}], { a: [] }, { a: {} }, [[1, 2], [3]], { a: [{ b: 1, c: [2] }] }],
  ...[{ a: undefined, b: 1 }, [undefined, 1], () => {}, Symbol("x"), new Map([[1, 2]])],
  Object.create(null, { a: { value: 1, enumerable: true } }),
];

Deno.test("stringify() of the stand-in keeps private characters when emoji stand beside them", () => {
  const texts = ["\ue000 😀", "😀", "\ue000"];
  assert.assertEquals(yaml.parse(yaml.stringify(texts)), texts);
});

compare("stringify() of both writes the same text for any text", () => {
  const options: yaml.StringifyOptions[] = [
    {},
    { lineWidth: -1 },
    { lineWidth: -1, useAnchors: false, compatMode: false },
    { lineWidth: -1, schema: "core" },
    { lineWidth: 20, schema: "json", indent: 4 },
    { schema: "failsafe", sortKeys: true },
    { arrayIndent: false, indent: 12 },
  ];
  for (const option of options) {
    for (const text of TEXTS) {
      for (
        const value of [text, { [text]: 1 }, [text], { a: { b: [text, { c: text }] } }].slice(
          option.schema === "failsafe" ? 2 : 0,
        )
      ) {
        assertSame(
          `${JSON.stringify(value)} ${JSON.stringify(option)}`,
          () => genuineYaml.stringify(value, option),
          () => yaml.stringify(value, option),
        );
      }
    }
  }
});

compare("stringify() of both writes the same text for any value", () => {
  for (const value of VALUES) {
    for (const option of [{}, { skipInvalid: true }, { flowLevel: 1, skipInvalid: true }]) {
      assertSame(
        `${Deno.inspect(value)} ${JSON.stringify(option)}`,
        () => genuineYaml.stringify(value, option),
        () => yaml.stringify(value, option),
      );
    }
  }
  const shared = { x: 1 };
  const twice = { a: shared, b: [shared] };
  for (const useAnchors of [true, false]) {
    assertSame(
      `shared, anchors ${useAnchors}`,
      () => genuineYaml.stringify(twice, { useAnchors }),
      () => yaml.stringify(twice, { useAnchors }),
    );
  }
});

compare("parse() of both reads the same from any text", () => {
  const documents = TEXTS.filter((text) => !text.includes("\0") && !text.includes("\x1b"))
    .flatMap((text) => [text, `k: ${text}\nz: 1\n`, `[${text}, 1]`, `'${text}': "${text}"`]);
  for (const schema of ["failsafe", "json", "core", "default"] as const) {
    for (const text of documents.filter((text) => !text.includes("\x07"))) {
      for (const method of ["parse", "parseAll"] as const) {
        assertSame(
          `${method} ${JSON.stringify(text)} ${schema}`,
          () => genuineYaml[method](text, { schema }),
          () => yaml[method](text, { schema }),
        );
      }
    }
  }
});

compare("parse() of both reads the same, or says the same, when YAML has it all", () => {
  const documents = [
    ...["a: 1\na: 2\n", "a:\n  b: 1\n  b: 2\n", "{a: 1, a: 2}", "<<: 1\n", "y:\n  <<: [1]\n"],
    ...["x: &a {p: 1}\ny:\n  <<: *a\n  q: 2\n", "x: &a {p: 1}\ny:\n  <<: [*a, {p: 2}]\n"],
    ...["---\na: 1\n---\nb: 2\n", "a: 1\n---\n", "---\n---\n", "# c\n", "a: 1\n...\n# x\n"],
    ...["a: 1\n...\nb: 2\n", "a: b\n---\nc: [\n", "", "\n", "---\n", "\ufeffa: 1\n"],
    ...["a: [\n", "a: {b: 1\n", "a: 'x\n", 'a: "x\n', 'a: "\\q"\n', 'a: "\\x1z"\n', "a: b: c\n"],
    ...[
      " a: 1\nb: 2\n",
      "a:\n- 1\n b\n",
      "- 1\n  - 2\n",
      "\ta: 1\n",
      "a:\n\t- 1\n",
      "a:\n b: 1\nc\n",
    ],
    ...[
      "a: *x\n",
      "a: & x\n",
      "a: * \n",
      "a: &b &c d\n",
      "a: &b x\nc: !!str *b\n",
      "a: &x t\nb: *x\n",
    ],
    ...[
      "a: !!str 1\n",
      "a: !!int x\n",
      "a: !!int 1\n",
      "a: !!float 1\n",
      "a: !foo 1\n",
      "a: !!null\n",
    ],
    ...["a: !!binary aGk=\n", "a: !!set {b, c}\n", "a: !!map [1]\n", "a: !<x\n", "a: !a!b 1\n"],
    ...[
      "a: !x !y d\n",
      "a: !x,y d\n",
      "a: ! 1\n",
      "a: !!timestamp 2024-01-01\n",
      "a: !!bool yes\n",
    ],
    ...["%YAML 1.2\n---\na\n", "%YAML 2.0\n---\na\n", "%YAML 1.3\n---\na\n", "%YAML\n---\na\n"],
    ...["%YAML x\n---\na\n", "%YAML 1.2\n%YAML 1.2\n---\na\n", "%FOO\n---\na\n", "% x\n---\na\n"],
    ...["%YAML 1.2\na: 1\n", "%TAG ! tag:x,2000:\n---\na: !b 1\n"],
    ...["a: |\n  x\n  y\n", "a: |+\n  x\n\n", "a: |2\n    x\n", "a: |0\n x\n", "a: |++\n x\n"],
    ...["a: |11\n x\n", "a: >\n  x\n  y\n\n  z\n", "a: >-\n  x\n   y\n  z\n", "--- |\n x\n"],
    ...["? a\n: b\n", "? [a, b]\n: 1\n", "? [[a]]\n: 1\n", ": a\n", "[a: 1, b]", "{a, b: 1,}"],
    ...["[a,,b]", "[a b]", "{a: 1 b: 2}", "a: b\n  c\nd: e\n", "a: 1\r\nb: 2\r\n", "{}: 1\n"],
    ...["__proto__: 1\nb: 2\n", "a: {__proto__: {x: 1}}\n", "<<: {__proto__: 1}\n"],
    ...[
      "- - a\n  - b\n-\n  c: 3\n",
      "a: @x\n",
      "a: `x\n",
      "a: 'x'y\n",
      "a: {{ x }}\n",
      "a: &a [*a]\n",
    ],
  ];
  for (const schema of ["core", "default"] as const) {
    for (const text of documents) {
      for (const allowDuplicateKeys of [false, true]) {
        const read = (read: (text: string, options: yaml.ParseOptions) => unknown) => () => {
          const warnings: string[] = [];
          const onWarning = ({ message }: Error) => void warnings.push(message);
          return { result: read(text, { schema, allowDuplicateKeys, onWarning }), warnings };
        };
        const what = `${JSON.stringify(text)} ${schema} ${allowDuplicateKeys}`;
        assertSame(what, read(genuineYaml.parse), read(yaml.parse));
        assertSame(what, read(genuineYaml.parseAll), read(yaml.parseAll));
      }
    }
  }
});

compare("parseArgs() of both reads the same from any arguments", () => {
  const words = [
    ..."--from-dir out - -- -e prod -n ns --help -h --no-color --color --no-foo --set k=v".split(
      " ",
    ),
    ..."--set=a=b --values true false --help=false --from-dir= --from-dir=x=y -eprod -e=prod".split(
      " ",
    ),
    ..."-hv -v5 5 1e3 0x1f -5 --unknown --unknown=5 --strict -x -abc -he --no-set 0b11 +5".split(
      " ",
    ),
    ..."--no-color=true --set= 1.50 0755 -e- --no-help -1".split(" "),
    "",
    " ",
    "x y",
  ];
  const declared: Parameters<typeof parseArgs>[1][] = [
    {
      string: ["from-dir", "environment", "namespace", "values", "set"],
      boolean: ["help", "strict", "verbose", "color"],
      collect: ["set", "values"],
      alias: { environment: "e", namespace: ["n"], help: "h", verbose: "v" },
      negatable: ["color"],
      default: { "from-dir": ".", color: true },
      "--": true,
    },
    {},
    { boolean: true },
    { stopEarly: true, string: "from-dir", alias: { help: ["h", "?"] } },
    { boolean: ["help", "set"], collect: "set", alias: { s: "set" }, string: "_" },
    { negatable: ["set"], string: ["set"], collect: ["set"], default: { set: ["z"], x: 0 } },
  ];
  let state = 1;
  const pick = <T>(from: readonly T[]): T => {
    state = (state * 48271) % 2147483647;
    return from[state % from.length];
  };
  for (let count = 0; count < 10_000; count++) {
    const args = Array.from({ length: count % 7 }, () => pick(words));
    const options = pick(declared);
    const keep = pick([true, false]);
    const read = (read: (args: string[], options: unknown) => object) => () => {
      const unknown: unknown[] = [];
      const note = (argument: string, key?: string) => {
        unknown.push([argument, key]);
        return keep;
      };
      const parsed = read(args, { ...options, unknown: note });
      return { parsed: Object.entries(parsed).sort(), unknown };
    };
    assertSame(
      `${JSON.stringify(args)} ${JSON.stringify(options)}`,
      read(genuineParseArgs as never),
      read(parseArgs as never),
    );
  }
});

compare("the path functions of both do the same with any path", () => {
  const paths = [
    ...["", "/", ".", "..", "...", "a", "a/", "a/b", "/a/b/", "//a", "///", "a//b", "../a", "./a"],
    ...["a/../b", "/..", "a.txt", ".bashrc", "a.tar.gz", "a.", "/a/.b", "a b", "/a b", "/a%b"],
    ...["/a#b", "/a?b", "/é", "a/./b", "..a", "a/..", "/a:b"],
  ];
  for (const [genuine, standIn] of [[genuinePath, path], [genuinePosix, posix]]) {
    for (const one of paths) {
      for (
        const name of ["dirname", "extname", "normalize", "isAbsolute", "toFileUrl"] as const
      ) {
        assertSame(`${name} ${one}`, () => genuine[name](one), () => standIn[name](one));
      }
      for (const other of paths) {
        for (const name of ["basename", "join", "relative", "resolve"] as const) {
          assertSame(
            `${name} ${one} ${other}`,
            () => genuine[name](one, other),
            () => standIn[name](one, other),
          );
        }
      }
    }
    for (const url of ["file:///a/b%20c", "file:///"]) {
      for (const name of ["fromFileUrl", "join", "dirname", "basename"] as const) {
        assertSame(
          `${name} ${url}`,
          () => genuine[name](new URL(url)),
          () => standIn[name](new URL(url)),
        );
      }
    }
    genuineAssert.assertEquals(standIn.SEPARATOR, genuine.SEPARATOR);
  }
});

compare("the assertions of both hold for the same", () => {
  const values = [
    ...[0, -0, 1, 1n, NaN, "", "ab", "b", null, undefined, true, Symbol.iterator],
    ...[[], [1], [1, 2], [undefined], [{ a: 1 }], [{ a: 1, b: 2 }], {}, { a: 1 }, { a: 1, b: 2 }],
    ...[{ a: undefined }, { a: { b: 1, c: 2 } }, { a: { b: 1 } }, { a: [1, 2] }, { a: [1] }],
    ...[Object.create(null), new Date(0), new Date(1), /a/, /b/, new Map([[1, 2]]), new Map()],
    // What a match has beside its texts counts.
    ...["xa".match(/a/), ["a"], [, 1], Object.assign([1], { a: 1 })],
    ...[new Set([1]), new Set(), new Error("a"), new TypeError("a"), new Uint8Array([1]), String],
  ];
  const binary = [
    "assertEquals",
    "assertNotEquals",
    "assertMatch",
    "assertStringIncludes",
  ] as const;
  const unary = ["assert", "assertFalse"] as const;
  const verdict = (fn: () => unknown) => () => {
    try {
      fn();
      return "holds";
    } catch (error) {
      return (error as Error).name;
    }
  };
  // deno-lint-ignore no-explicit-any
  const [genuine, standIn] = [genuineAssert, assert] as any[];
  const suits = (name: string, one: unknown, other: unknown) =>
    !(name === "assertMatch" && !(other instanceof RegExp)) &&
    !(name === "assertStringIncludes" && !(typeof one === "string" && typeof other === "string"));
  for (const one of values) {
    for (const name of unary) {
      assertSame(
        `${name} ${String(Deno.inspect(one))}`,
        verdict(() => genuine[name](one)),
        verdict(() => standIn[name](one)),
      );
    }
    for (const other of values) {
      for (const name of binary) {
        if (!suits(name, one, other)) continue;
        assertSame(
          `${name} ${Deno.inspect(one)} ${Deno.inspect(other)}`,
          verdict(() => genuine[name](one, other)),
          verdict(() => standIn[name](one, other)),
        );
      }
    }
  }
});

compare("assertThrows() of both accepts and returns the same", () => {
  const error = new TypeError("one two");
  const throwing = () => {
    throw error;
  };
  const odd = () => {
    throw "text";
  };
  // deno-lint-ignore no-explicit-any
  const expectations: any[][] = [
    [],
    ["message"],
    [TypeError],
    [Error, "two"],
    [RangeError],
    [Error, "three"],
    [Error, ""],
  ];
  for (const rest of expectations) {
    for (const fn of [throwing, odd, () => {}]) {
      const run = (assertThrows: typeof assert.assertThrows) => () => {
        try {
          return (assertThrows as (...args: unknown[]) => unknown)(fn, ...rest);
        } catch (error) {
          return (error as Error).name;
        }
      };
      assertSame(
        `${rest} ${fn}`,
        run(genuineAssert.assertThrows as never),
        run(assert.assertThrows),
      );
    }
  }
});

Deno.test("assertRejects() of the stand-in accepts what assertThrows() does", async () => {
  const error = new TypeError("one two");
  const reject = () => Promise.reject(error);
  assert.assertEquals(await assert.assertRejects(reject), error);
  assert.assertEquals(await assert.assertRejects(reject, TypeError, "two"), error);
  for (
    const fail of [
      () => assert.assertRejects(reject, RangeError),
      () => assert.assertRejects(reject, TypeError, "three"),
      () => assert.assertRejects(() => Promise.resolve()),
      () =>
        assert.assertRejects(() => {
          throw error;
        }),
    ]
  ) {
    const failure = await fail().catch((error) => error);
    genuineAssert.assert(failure instanceof assert.AssertionError);
  }
});
