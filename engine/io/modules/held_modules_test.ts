import { assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { dirname, fromFileUrl } from "@std/path";
import { withModules } from "../_testing.ts";
import { holdModules, importHeld } from "./held_modules.ts";
import { withFiles } from "./inline_module.ts";

/** Imports the first of some files, which are held, and no longer on the disk, or others there. */
async function withHeld(
  files: Record<string, string>,
  use: (module: Promise<Record<string, unknown>>, url: (name: string) => string) => Promise<void>,
  onDisk: Record<string, string> = {},
): Promise<void> {
  await withModules({ ...onDisk }, async (url) => {
    holdModules(
      new Map(
        Object.entries(files).map(([name, text]) => [url(name), new TextEncoder().encode(text)]),
      ),
    );
    await use(importHeld(url(Object.keys(files)[0])) as Promise<Record<string, unknown>>, url);
  });
}

Deno.test("holdModules() has what was looked at loaded when the files are others by now", async () => {
  await withHeld(
    {
      "a.ts": `import { b } from "./b.ts";
import type { Text } from "./types.ts";
import data from "./data.json" with { type: "json" };
import common, { twice } from "./common.cjs";
const late: { c: Text } = await import("./c.mts");
export const all = [b, data.text, late.c, common.twice(2), twice(3)];
export const here = [import.meta.url, import.meta.filename];
`,
      "b.ts":
        `import type * as a from "./a.ts";\nexport enum Kind { One = 1 }\nexport const b = [Kind.One, true];\n`,
      "c.mts": 'export const c: string = "late";\n',
      "common.cjs":
        'const { join } = require("node:path");\nexports.twice = (n) => join("a", `${2 * n}`);\n',
      "data.json": '{ "text": "held" }',
    },
    async (module, url) => {
      const { all, here } = await module;
      assertEquals(all, [[1, true], "held", "late", "a/4", "a/6"]);
      assertEquals(here, [url("a.ts"), fromFileUrl(url("a.ts"))]);
    },
    { "b.ts": 'throw new Error("another");', "data.json": '{ "text": "another" }' },
  );
});

Deno.test("holdModules() has Deno's functions read what is held, and nothing else instead", async () => {
  await withHeld(
    {
      "read.ts": `const text = new URL("./text.json", import.meta.url);
const path = import.meta.dirname + "/./text.json";
const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
export const all = [
  await Deno.readTextFile(text),
  Deno.readTextFileSync(path),
  decode(await Deno.readFile(path)),
  decode(Deno.readFileSync(text)),
  Deno.readTextFileSync(new URL("./other.json", import.meta.url)),
];
`,
      "text.json": "1",
    },
    async (module) => assertEquals((await module).all, ["1", "1", "1", "1", "3"]),
    { "text.json": "2", "other.json": "3" },
  );
});

Deno.test("holdModules() loads nothing that is not held, whatever lies beside it", async () => {
  const onDisk = { "late.js": "export const late = true;" };
  for (const name of ["late.js", "gone.js"]) {
    await withHeld({ "a.js": `import "./${name}";` }, async (module, url) => {
      const { message } = await assertRejects(() => module, TypeError);
      assertStringIncludes(withFiles(message), `Module not found "${url(name)}"`);
    }, onDisk);
  }
});

Deno.test("holdModules() says in which line of a file something fails", async () => {
  const types = "interface Shape {\n  a: string;\n}\n\n";
  await withHeld(
    {
      "fail.ts": `${types}export function fail(_: Shape): never {\n  throw new Error("odd");\n}\n`,
    },
    async (module, url) => {
      const { fail } = await module as { fail: () => never };
      const error = await assertRejects(async () => await fail());
      assertStringIncludes((error as Error).stack!, `fail (${url("fail.ts")}:6:`);
    },
  );
  await withHeld({ "odd.ts": `${types}const a: = 1;\n` }, async (module, url) => {
    const error = await assertRejects(() => module, SyntaxError);
    assertStringIncludes(error.message, `at ${url("odd.ts")}:5:`);
  });
});

Deno.test("importHeld() leaves what is not held to others", () => {
  assertEquals(importHeld(new URL(`${dirname(import.meta.url)}/none.ts`).href), undefined);
});
