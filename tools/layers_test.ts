import { assertEquals } from "@std/assert";
import { findViolations } from "./layers.ts";

/** A project in miniature, to which each test adds what it is about. */
const PROJECT = {
  "deno.json": JSON.stringify({
    name: "@dekube/engine",
    exports: {
      ".": "./mod.ts",
      "./pacts": "./pacts/mod.ts",
      "./cli": "./engine/cli.ts",
    },
  }),
  "mod.ts": 'export * from "./engine/core/mod.ts"; export * from "./pacts/mod.ts";',
  "pacts/mod.ts": "export const x = 1;",
  "engine/core/mod.ts": 'import { x } from "../../pacts/mod.ts";',
  "engine/io/mod.ts": 'import "../core/mod.ts"; await Deno.readTextFile("x");',
  "engine/cli.ts": 'import "./io/mod.ts"; import "./cli/run.ts"; import "../deno.json";',
  "engine/cli/run.ts": 'import "../core/mod.ts"; await import(name);',
  "extensions/caddy/deno.json": '{ "name": "@dekube/caddy", "exports": "./mod.ts" }',
  "extensions/caddy/mod.ts": 'import "@dekube/engine/pacts"; import "./file.ts";',
  "extensions/caddy/file.ts": 'import "npm:ajv"; import "@std/path/posix";',
  "extensions/haproxy/deno.json": '{ "name": "@dekube/haproxy", "exports": "./mod.ts" }',
  "extensions/haproxy/mod.ts": 'import "jsr:@dekube/engine@^1/pacts";',
  "distributions/small/deno.json": '{ "name": "@dekube/small", "exports": "./mod.ts" }',
  "distributions/small/distribution.json": '{ "base": "engine", "extensions": ["caddy"] }',
  "distributions/small/mod.ts": 'import "@dekube/engine/cli"; import "@dekube/caddy";',
  "distributions/large/distribution.json": '{ "base": "small", "extensions": [] }',
  "distributions/large/mod.ts": 'import "@dekube/caddy";',
  "build.ts": 'import "./mod.ts"; import "./distributions/small/mod.ts"; Deno.args;',
};

function findIn(changes: Record<string, string>): string[] {
  return findViolations(new Map(Object.entries({ ...PROJECT, ...changes })));
}

Deno.test("findViolations() finds nothing when all imports run one way", () => {
  assertEquals(findIn({}), []);
});

Deno.test("findViolations() finds imports against the order", () => {
  const against = [
    ["pacts/x.ts", "../engine/core/mod.ts", "pacts may not import core, only itself"],
    ["pacts/x.ts", "@dekube/engine", "pacts may not import library, only itself"],
    ["pacts/kubernetes/x.ts", "../proxy/y.ts", "pacts/kubernetes may not import pacts/proxy"],
    ["pacts/ingress/x.ts", "../proxy/y.ts", "pacts/ingress may not import pacts/proxy"],
    ["engine/testing.ts", "./io/x.ts", "testing may not import io, only pacts, core"],
    ["engine/core/x.ts", "../io/mod.ts", "core may not import io, only pacts"],
    ["engine/core/x.ts", "../../mod.ts", "core may not import library, only pacts"],
    ["engine/core/x.ts", "@dekube/caddy", "core may not import extension, only pacts"],
    ["engine/io/x.ts", "../cli/run.ts", "io may not import cli, only pacts, core"],
    [
      "engine/cli/x.ts",
      "../../distributions/small/mod.ts",
      "cli may not import distribution, only pacts, core, io, page",
    ],
    ["engine/cli_x.ts", "../mod.ts", "cli may not import library, only pacts, core, io, page"],
    [
      "distributions/small/x.ts",
      "../large/mod.ts",
      "distribution may not import distribution, only pacts, core, io, cli, library, extension",
    ],
    ["engine/io/x.ts", "../../tools/jsr.ts", "tools/jsr.ts is in no layer"],
    ["build.ts", "./tests/x.ts", "tests/x.ts is in no layer"],
  ];
  for (const [path, specifier, problem] of against) {
    assertEquals(findIn({ [path]: `import "${specifier}";` }), [
      `${path} imports ${specifier}: ${problem}`,
    ]);
  }
});

Deno.test("findViolations() finds an import against the order when it is of types or dynamic", () => {
  const problem = ["pacts/x.ts imports ../mod.ts: pacts may not import library, only itself"];
  for (
    const code of [
      'import type { X } from "../mod.ts";',
      'export type { X } from "../mod.ts";',
      'let x: import("../mod.ts").X;',
      'await import("../mod.ts");',
      "import {\n  x,\n} from '../mod.ts';",
    ]
  ) assertEquals(findIn({ "pacts/x.ts": code }), problem);
});

Deno.test("findViolations() finds what an extension imports of ours beside the contracts", () => {
  for (
    const specifier of [
      "../../pacts/mod.ts",
      "../../engine/core/mod.ts",
      "../haproxy/mod.ts",
      "@dekube/engine",
      "@dekube/engine/cli",
      "@dekube/haproxy",
      "jsr:@dekube/haproxy@^1",
      "jsr:@dekube/unknown",
    ]
  ) {
    assertEquals(findIn({ "extensions/caddy/file.ts": `import "${specifier}";` }), [
      `extensions/caddy/file.ts imports ${specifier}: ` +
      "an extension imports @dekube/engine/pacts and nothing else of ours",
    ]);
  }
});

Deno.test("findViolations() finds an extension that a distribution imports without naming it", () => {
  assertEquals(findIn({ "distributions/large/mod.ts": 'import "@dekube/haproxy";' }), [
    "distributions/large/mod.ts imports @dekube/haproxy: " +
    "its distribution.json does not name haproxy",
  ]);
});

Deno.test("findViolations() ends when distributions are based on each other", () => {
  assertEquals(
    findIn({ "distributions/small/distribution.json": '{ "base": "large" }' }).length,
    2,
  );
});

Deno.test("findViolations() finds a cycle, also through types and through the package's name", () => {
  assertEquals(
    findIn({
      "engine/core/b.ts": 'import "./c.ts";',
      "engine/core/c.ts": 'import type { A } from "./a.ts";',
      "engine/core/a.ts": 'import "./b.ts";',
    }),
    ["cycle: engine/core/a.ts -> engine/core/b.ts -> engine/core/c.ts -> engine/core/a.ts"],
  );
  assertEquals(
    findIn({
      "pacts/mod.ts": 'export * from "./x.ts";',
      "pacts/x.ts": 'import "@dekube/engine/pacts";',
    }),
    ["cycle: pacts/mod.ts -> pacts/x.ts -> pacts/mod.ts"],
  );
  assertEquals(findIn({ "pacts/x.ts": 'import "./x.ts";' }), [
    "cycle: pacts/x.ts -> pacts/x.ts",
  ]);
});

Deno.test("findViolations() finds the machine in use when a layer is pure", () => {
  const uses: Record<string, string> = {
    "Deno.readTextFileSync(path)": "Deno",
    "globalThis.Deno.env": "Deno",
    "const { readDir } = Deno;": "Deno",
    "let x: Deno.FileInfo;": "Deno",
    "await fetch(url)": "fetch(",
    "globalThis.fetch(url)": "globalThis.fetch",
    "process.env.HOME": "process.",
    "localStorage.x": "localStorage",
    "new Worker(url)": "new Worker",
    "new WebSocket(url)": "new WebSocket",
    'globalThis["De" + "no"]': "globalThis[",
    "`${Deno.cwd()}`": "Deno",
  };
  const layers = { "pacts": "pacts", "engine/core": "core", "extensions/caddy": "extension" };
  for (const [folder, layer] of Object.entries(layers)) {
    for (const [code, use] of Object.entries(uses)) {
      assertEquals(findIn({ [`${folder}/x.ts`]: `\n${code}` }), [
        `${folder}/x.ts:2 uses ${use}: ${layer} is pure`,
      ]);
    }
    assertEquals(findIn({ [`${folder}/x.ts`]: "await import(name);" }), [
      `${folder}/x.ts imports what it computes: ${layer} is pure`,
    ]);
    for (const specifier of ["node:fs", "node:process", "node:child_process", "jsr:@std/fs@^1"]) {
      assertEquals(findIn({ [`${folder}/x.ts`]: `import "${specifier}";` }), [
        `${folder}/x.ts imports ${specifier}: ${layer} is pure, this belongs to a machine`,
      ]);
    }
  }
});

Deno.test("findViolations() lets what tests share import what it likes, and not touch the machine", () => {
  const path = "extensions/caddy/_testing.ts";
  assertEquals(findIn({ [path]: 'import "../../mod.ts"; import "../haproxy/mod.ts";' }), []);
  assertEquals(findIn({ [path]: "await Deno.makeTempDir();" }), [
    `${path}:1 uses Deno: extension is pure`,
  ]);
});

Deno.test("findViolations() finds no machine when only its name is there", () => {
  assertEquals(
    findIn({
      "pacts/x.ts": `
        // Deno.cwd()
        const text = "Deno.env, fetch(url)";
        ctx.fetch(url);
        this.process.env;
        const prefetch = (x) => x;
        prefetch(1);
        /** @example import(x) */
      `,
    }),
    [],
  );
});

Deno.test("findViolations() finds a module that is in no layer", () => {
  assertEquals(findIn({ "engine/stray.ts": "" }), ["engine/stray.ts is in no layer"]);
});
