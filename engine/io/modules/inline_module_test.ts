import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { fromFileUrl } from "@std/path";
import { withModules } from "../_testing.ts";
import { inlineModule, withFiles } from "./inline_module.ts";

Deno.test("inlineModule() gives a module that holds the files that it imports, each once", async () => {
  const files = {
    "a.js": `import { list } from "./b.js";
import * as c from './c.js';
import data from "./data.json" with { type: "json" };
const late = await import("./data.json", { with: { type: "json" } });
export const same = list === c.list && data === late.default;
export const text = data.text;
`,
    "b.js": 'export { list } from "./c.js";\n',
    "c.js": "export const list = [];\n",
    "data.json": '{ "text": "…\\u2028" }',
  };
  await withModules(files, async (url) => {
    const module = await inlineModule(url("a.js"));
    assert(module.startsWith("data:"));
    for (const name of Object.keys(files)) await Deno.remove(new URL(url(name)));
    const { same, text } = await import(module);
    assertEquals([same, text], [true, "…\u2028"]);
  });
});

Deno.test("inlineModule() takes the types of TypeScript away", async () => {
  const files = {
    "a.ts":
      'import type { Name } from "./types.ts";\nimport { b } from "./b.ts";\nexport const a: Name = b;\n',
    "b.ts": 'export const b: string = "b";\n',
    "types.ts": 'import type {} from "./a.ts";\nexport type Name = string;\n',
  };
  await withModules(files, async (url) => {
    assertEquals((await import(await inlineModule(url("a.ts")))).a, "b");
  });
});

Deno.test("withFiles() names the files of modules when they fail", async () => {
  const text =
    'export const fail = () => { throw new Error("odd"); };\nexport const odd = () => import("odd");\n';
  for (const length of [0, 1000]) {
    await withModules({ "a b.js": `${text}//${" ".repeat(length)}` }, async (url) => {
      const { fail, odd } = await import(await inlineModule(url("a b.js")));
      const errors = [await odd().catch((error: Error) => error)];
      try {
        fail();
      } catch (error) {
        errors.push(error);
      }
      const [said, stack] = [errors[0].message, errors[1].stack].map(withFiles);
      const file = fromFileUrl(url("a b.js"));
      assertStringIncludes(said, `in import map from "${file}"`);
      assertStringIncludes(stack, `at fail (${file}:1:`);
    });
  }
});

Deno.test("inlineModule() throws when a module imports itself, or is too large with what it imports", async () => {
  const doubling = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [
      `m${n}.js`,
      `export * from "./m${n + 1}.js";\nexport { x as x${n} } from "./m${n + 1}.js?";\n`,
    ]),
  );
  const files = {
    "circle.js": 'import "./back.js";\n',
    "back.js": 'import "./circle.js";\n',
    ...doubling,
    "m20.js": "export const x = 1;\n",
  };
  await withModules(files, async (url) => {
    await assertRejects(() => inlineModule(url("circle.js")), TypeError, "imports itself");
    await assertRejects(
      () => inlineModule(url("m0.js"), undefined, 2 ** 20),
      TypeError,
      "m0.js is larger than",
    );
  });
});

Deno.test("inlineModule() leaves a file that is missing to whoever imports it", async () => {
  await withModules({ "a.js": 'export const gone = () => import("./gone.js");\n' }, async (url) => {
    const { gone } = await import(await inlineModule(url("a.js")));
    await assertRejects(gone, TypeError, "gone.js");
  });
});

Deno.test("withFiles() names files that can't be imported as they are called", () => {
  const said = "Module not found: no-file:/srv/x.json";
  assertEquals(withFiles(said), "Module not found: file:///srv/x.json");
});
