import { assertEquals } from "@std/assert";
import type { RunForm } from "./run_form.ts";
import { whyNotLoaded } from "./why_not_loaded.ts";

const failures: [what: string, message: string, specifier: string, form: RunForm, why: string][] = [
  [
    "a module is not there",
    'Module not found "file:///x.ts".',
    "file:///x.ts",
    "checkout",
    'Module not found "file:///x.ts".',
  ],
  [
    "an address does not answer",
    "Import 'https://a.example/x.ts' failed.\n    0: error sending request\n    1: dns error\n    2: no such host",
    "https://a.example/x.ts",
    "registry",
    "https://a.example/x.ts does not answer: no such host",
  ],
  [
    "an address does not answer to a module of our own",
    "Import 'https://a.example/x.ts' failed.\n    0: error sending request\n    1: no such host\n    at async data:text/javascript,await%20import(1):1:1\n\nStack backtrace:\n   0: <unknown>",
    "https://a.example/x.ts",
    "registry",
    "https://a.example/x.ts does not answer: no such host",
  ],
  [
    "JSR does not answer",
    "JSR package manifest for '@a/b' failed to load. Import 'https://jsr.io/@a/b/meta.json' failed",
    "jsr:@a/b@^1.0.0",
    "single-file",
    "JSR package manifest for '@a/b' failed to load. Import 'https://jsr.io/@a/b/meta.json' failed. Where jsr.io can't be reached, set JSR_URL to a server that has its packages, or put \"jsr:@a/b@^1.0.0\" into \"extensions\" of a distribution.json and build it in",
  ],
  [
    "there is an error of syntax",
    "SyntaxError: Unexpected token\n  |\n1 | x\n    at file:///x.ts:1:14",
    "file:///x.ts",
    "checkout",
    "SyntaxError: Unexpected token (file:///x.ts:1:14)",
  ],
  [
    "an executable is to load a package of npm",
    "Could not find constraint 'left-pad' in the list of packages",
    "npm:left-pad",
    "executable",
    'Could not find constraint \'left-pad\' in the list of packages. An executable holds all that it can load from elsewhere: put "npm:left-pad" into "extensions" of a distribution.json and build it in, or run the single file instead, which loads it from there',
  ],
  [
    "a server does not say that it has TypeScript",
    "SyntaxError: Expected ',', got 'Type'\n  |\n1 | x\n    at https://a.example/x.ts:1:14",
    "https://a.example/x.ts",
    "checkout",
    "SyntaxError: Expected ',', got 'Type' (https://a.example/x.ts:1:14). If that is sound TypeScript, the server calls it something else, and Deno takes it for JavaScript: have it answer with the Content-Type application/typescript",
  ],
  [
    "a folder is named",
    "[ERR_UNSUPPORTED_DIR_IMPORT] Directory import 'file:///x' is not supported resolving ES modules",
    "file:///x",
    "checkout",
    "[ERR_UNSUPPORTED_DIR_IMPORT] Directory import 'file:///x' is not supported resolving ES modules. It is a folder: name its module, a .ts or .js file",
  ],
  [
    "an executable is to load from elsewhere",
    "Module not found",
    "jsr:@acme/thing@^2",
    "executable",
    'Module not found. An executable holds all that it can load from elsewhere: put "jsr:@acme/thing@^2" into "extensions" of a distribution.json and build it in, or run the single file instead, which loads it from there',
  ],
  [
    "an executable has a file that imports from elsewhere",
    'Module not found "https://a.example/x.ts".',
    "file:///mine.ts",
    "executable",
    'Module not found "https://a.example/x.ts". An executable holds all that it can load from elsewhere: put "https://a.example/x.ts" into "extensions" of a distribution.json and build it in, or run the single file instead, which loads it from there',
  ],
  [
    "a file is not there for an executable",
    'Module not found "file:///x.ts".',
    "file:///x.ts",
    "executable",
    'Module not found "file:///x.ts".',
  ],
  [
    "a single file lacks its deno.json",
    'Import "@dekube/engine/pacts" not a dependency\n  hint: x',
    "file:///mine.ts",
    "single-file",
    'Import "@dekube/engine/pacts" not a dependency. The deno.json that the build wrote beside the single file gives it that name: put it back beside it',
  ],
  [
    "a bare name stands for nothing",
    'Import "@dekube/engine/pacts" not a dependency',
    "file:///mine.ts",
    "registry",
    'Import "@dekube/engine/pacts" not a dependency. Import "jsr:@dekube/engine@^1/pacts" instead',
  ],
];

for (const [what, message, specifier, form, why] of failures) {
  Deno.test(`whyNotLoaded() says in one line what to do when ${what}`, () => {
    assertEquals(whyNotLoaded(new TypeError(message), specifier, form), why);
  });
}

Deno.test("whyNotLoaded() says that an older executable takes no TypeScript", () => {
  const error = new SyntaxError("Unexpected identifier 'Type' at file:///x.ts:1:8");
  const advice =
    "If that is sound TypeScript, this executable was built with a Deno older than 2.8, which takes JavaScript alone: deno transpile FILE.ts -o FILE.js makes that of it; or build the extension in";
  assertEquals(
    whyNotLoaded(error, "file:///x.ts", "executable"),
    `Unexpected identifier 'Type' at file:///x.ts:1:8. ${advice}`,
  );
  assertEquals(whyNotLoaded(error, "file:///x.js", "executable"), error.message);
  assertEquals(whyNotLoaded(error, "file:///x.ts", "checkout"), error.message);
});

Deno.test("whyNotLoaded() takes what is no error as it is", () => {
  assertEquals(whyNotLoaded("text", "file:///x.ts"), "text");
  assertEquals(whyNotLoaded(new RangeError(), "file:///x.ts"), "RangeError");
});
