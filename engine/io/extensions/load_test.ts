import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { dirname, join, toFileUrl } from "@std/path";
import type { LoadedExtension } from "../../core/extensions/registry.ts";
import { UserError } from "../../core/user_error.ts";
import { loadModules } from "../../core/extensions/load_modules.ts";
import { loadEntries, loadExtensionsDir } from "./load.ts";

/** Calls with a folder of extensions. */
async function withFiles(
  files: Record<string, string>,
  call: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir();
  try {
    for (const [name, text] of Object.entries(files)) {
      await Deno.mkdir(dirname(join(dir, name)), { recursive: true });
      await Deno.writeTextFile(join(dir, name), text);
    }
    await call(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

function transform(name: string): string {
  return `export default { name: "${name}", transform() {} };`;
}

function names(loaded: LoadedExtension[]): string[] {
  return loaded.map(({ extension }) => extension.name);
}

Deno.test("loadExtensionsDir() loads what lies in the folder and right below it, by name", async () => {
  await withFiles({
    "b.ts": transform("b"),
    "a.js": transform("a"),
    "c/mod.ts": transform("c"),
    "c/d/deep.ts": "throw new Error('too deep');",
  }, async (dir) => {
    const loaded = await loadExtensionsDir(dir);
    assertEquals(names(loaded), ["a", "b", "c"]);
    assertEquals(loaded.map(({ runtime, origin }) => [runtime, origin]), [
      [true, `${dir}/a.js`],
      [true, `${dir}/b.ts`],
      [true, `${dir}/c/mod.ts`],
    ]);
  });
});

Deno.test("loadExtensionsDir() passes over what is not meant for it", async () => {
  const broken = "throw new Error('loaded');";
  await withFiles({
    "a.ts": transform("a"),
    "_helper.ts": broken,
    ".hidden.ts": broken,
    "a_test.ts": broken,
    "a.test.js": broken,
    "types.d.ts": broken,
    "README.md": "x",
    "data.json": "{}",
    "_folder/x.ts": broken,
    ".git/x.ts": broken,
    "folder/_x.ts": broken,
  }, async (dir) => {
    assertEquals(names(await loadExtensionsDir(`${dir}/`)), ["a"]);
  });
});

Deno.test("loadExtensionsDir() takes an extension of several files once", async () => {
  await withFiles({
    "thing/mod.ts":
      "export { Thing } from './thing.ts'; export { Thing as default } from './thing.ts';",
    "thing/thing.ts":
      "import { NAME } from './names.ts'; export class Thing { name = NAME; transform() {} }",
    "thing/names.ts": "export const NAME = 'thing';",
  }, async (dir) => {
    assertEquals(names(await loadExtensionsDir(dir)), ["thing"]);
  });
});

Deno.test("loadExtensionsDir() follows links", async () => {
  await withFiles({ "real/mod.ts": transform("linked") }, async (dir) => {
    await Deno.mkdir(join(dir, "ext"));
    await Deno.symlink(join(dir, "real"), join(dir, "ext", "thing"), { type: "dir" });
    assertEquals(names(await loadExtensionsDir(join(dir, "ext"))), ["linked"]);
  });
});

Deno.test("loadExtensionsDir() says what it wants when there is no such folder", async () => {
  await withFiles({ "file.ts": "" }, async (dir) => {
    for (const name of ["none", "file.ts"]) {
      const { message } = await assertRejects(() => loadExtensionsDir(join(dir, name)), UserError);
      assertStringIncludes(message, `the extensions folder ${join(dir, name)} can't be read: `);
      assertStringIncludes(message, "Give --extensions-dir a folder of .ts or .js files");
    }
  });
});

Deno.test("loadExtensionsDir() looks at no more names than any folder of extensions has", async () => {
  const { readDir } = Deno;
  let given = 0;
  Deno.readDir = async function* () {
    for (; given < 300_000; given++) {
      yield { name: `${given}.txt`, isFile: true, isDirectory: false, isSymlink: false };
    }
  };
  try {
    const { message } = await assertRejects(() => loadExtensionsDir("ext"), UserError);
    assertStringIncludes(message, "there is more in it than 10000 files and folders");
    assert(given < 200_000);
  } finally {
    Deno.readDir = readDir;
  }
});

Deno.test("loadExtensionsDir() says what to do with a file that the others only use", async () => {
  const text = `import { NAME } from "./helper.ts"; export default { name: NAME, transform() {} };`;
  const files = { "a.ts": text, "helper.ts": "export const NAME = 'a';" };
  await withFiles(files, async (dir) => {
    await assertRejects(
      () => loadExtensionsDir(dir),
      UserError,
      `or an object of that shape. If the others only use it, call it ${dir}/_helper.ts, which is passed over, or put it and them into a folder of their own below`,
    );
  });
});

Deno.test("loadExtensionsDir() names the file, or the folder, when it exports no extension", async () => {
  await withFiles({ "a.ts": transform("a"), "none.ts": "export const x = 1;" }, async (dir) => {
    await assertRejects(
      () => loadExtensionsDir(dir),
      UserError,
      `${dir}/none.ts exports no extension. Export a class that extends Converter, `,
    );
  });
  await withFiles({ "thing/a.ts": "", "thing/b.ts": "" }, async (dir) => {
    await assertRejects(
      () => loadExtensionsDir(dir),
      UserError,
      `${dir}/thing exports no extension.`,
    );
  });
});

const unloadable: [what: string, text: string, why: string][] = [
  ["is no TypeScript", "export const = ;", ""],
  ["throws", "throw new Error('boom\\nsecond line');", "boom"],
  ["throws something odd", "throw 'text';", "text"],
  ["imports what is not there", "import './none.ts';", "Module not found"],
  [
    "holds a class that can't be made",
    "export class Odd { name = 'odd'; constructor(x) { this.y = x.y; } transform() {} }",
    "the extension class Odd can't be made an instance of: ",
  ],
];

for (const [what, text, why] of unloadable) {
  Deno.test(`loadExtensionsDir() names the file, and says why in one line, when it ${what}`, async () => {
    await withFiles({ "odd.js": text }, async (dir) => {
      const { message } = await assertRejects(() => loadExtensionsDir(dir), UserError);
      assertStringIncludes(message, `the extension ${dir}/odd.js can't be loaded: ${why}`);
      assertEquals(message.split("\n").length, 1, message);
    });
  });
}

Deno.test("loadEntries() remembers what a module says of itself", async () => {
  await withFiles({
    "a.ts": `export const extension = { name: "two", depends: ["other"] };
      export class One { name = "one"; transform() {} }
      export class Two { name = "two"; transform() {} }`,
  }, async (dir) => {
    const specifier = toFileUrl(join(dir, "a.ts")).href;
    const loaded = await loadEntries([{ entry: "./a.ts", specifier }], false);
    assertEquals(loaded.map(({ origin, runtime, info }) => [origin, runtime, info?.name]), [
      ["./a.ts", false, "two"],
      ["./a.ts", false, "two"],
    ]);
  });
});

Deno.test("loadEntries() names the entry when it holds no extension", async () => {
  await withFiles({ "a.ts": "" }, async (dir) => {
    const specifier = toFileUrl(join(dir, "a.ts")).href;
    await assertRejects(
      () => loadEntries([{ entry: "./a.ts", specifier }], false),
      UserError,
      "./a.ts exports no extension",
    );
  });
});

Deno.test("loadModules() takes the extensions of modules that are there already, in order", () => {
  const one = { name: "one", transform() {} };
  const two = { name: "two", transform() {} };
  const modules = {
    "./two.ts": { two, extension: { name: "two", depends: [] } },
    "jsr:@acme/one@^2": { default: one },
  };
  assertEquals(
    loadModules(modules).map(({ extension, origin, runtime, info }) => [
      extension.name,
      origin,
      runtime,
      info?.name,
    ]),
    [["two", "./two.ts", false, "two"], ["one", "jsr:@acme/one@^2", false, undefined]],
  );
});

Deno.test("loadModules() names the entry when its module holds no extension", () => {
  assertThrows(() => loadModules({ "./a.ts": {} }), UserError, "./a.ts exports no extension");
});

Deno.test("loadExtensionsDir() gives the contracts' base classes to whom imports them", async () => {
  const pacts = new URL("../../../pacts/mod.ts", import.meta.url).href;
  await withFiles({
    "a.ts": `import { Transform } from "${pacts}";
      export class Late extends Transform { readonly name = "late"; transform() {} }
      export { Provider } from "${pacts}";`,
  }, async (dir) => {
    const [late] = await loadExtensionsDir(dir);
    const { Transform } = await import("../../../pacts/mod.ts");
    assert(late.extension instanceof Transform);
  });
});

Deno.test("loadEntries() says what keeps an export from being an extension", async () => {
  const convert = "convert() { return {}; }";
  const cases = [
    [`export class A { name = "a"; ${convert} }`, '"A" has convert(), but no "kinds", which must'],
    [`export const a = { name: "a", kinds: "A", ${convert} }`, '"a" has convert(), but no "kinds"'],
    [
      `export class A { kinds = ["A"]; ${convert} }`,
      '"A" has convert(), but no "name", which must',
    ],
    ['export class A { name = "a"; rewrite() {} }', '"A" has rewrite(), but no match()'],
    [
      'export class A { name = "a"; kinds = []; buildService() {} }',
      '"A" has buildService(), but no writeConfig()',
    ],
    [
      'export class A { name = "a"; kinds = ["A"]; transform() {} }',
      '"A" has transform(), but "kinds", which a transform has not',
    ],
    ["export const a = 1;", "exports no extension. Export a class"],
  ];
  for (const [text, expected] of cases) {
    await withFiles({ "a.js": text }, async (dir) => {
      const entry = { entry: "./a.js", specifier: toFileUrl(join(dir, "a.js")).href };
      const { message } = await assertRejects(() => loadEntries([entry], true), UserError);
      assertStringIncludes(message, expected);
      assertStringIncludes(message, "./a.js exports no extension");
    });
  }
});

Deno.test("loadExtensionsDir() says so when there is nothing to load", async () => {
  await withFiles({ "README.md": "", "a_test.ts": "" }, async (dir) => {
    await assertRejects(
      () => loadExtensionsDir(dir),
      UserError,
      `there is no .ts or .js file in ${dir}. Give --extensions-dir another folder`,
    );
  });
});
