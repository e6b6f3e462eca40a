import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { renameImports, scanSource } from "./scan_source.ts";

Deno.test("scanSource() finds imports of every form", () => {
  const { imports } = scanSource(`
    import "./effect.ts";
    import plain from './plain.ts';
    import type { T } from "./type.ts";
    import {
      a,
      type B,
    } from "./lines.ts";
    export * from "./all.ts";
    export { c } from "./some.ts";
    export type { D } from "./some_type.ts";
    const later = await import("./later.ts");
    const data = await import("./data.json", { with: { type: "json" } });
    type E = import("./in_type.ts").E;
    import twice from "./plain.ts";
  `);
  assertEquals(imports, [
    "./effect.ts",
    "./plain.ts",
    "./type.ts",
    "./lines.ts",
    "./all.ts",
    "./some.ts",
    "./some_type.ts",
    "./later.ts",
    "./data.json",
    "./in_type.ts",
  ]);
});

Deno.test("scanSource() finds no imports when comments, texts, templates or patterns name some", () => {
  const { imports } = scanSource(`
    // import "./comment.ts";
    /** import "./doc.ts"; */
    const text = 'import "./text.ts"';
    const template = \`import "./template.ts"; \${\`import "./nested.ts"\`}\`;
    const pattern = /import "\\.\\/pattern.ts"/;
    export const name = "./value.ts";
    const from = Array.from("./letters");
  `);
  assertEquals(imports, []);
});

Deno.test("scanSource() reads on when quotes and slashes mean something else", () => {
  const { imports, code } = scanSource(`
    const half = total / 2 / "1".length;
    const quote = /["'\`]/.test(x) ? /[/"]/ : \`"\${{ a: "}" }}'\`;
    const escaped = 'it\\'s';
    import "./after.ts";
    last();
  `);
  assertEquals(imports, ["./after.ts"]);
  assertStringIncludes(code, "last();");
});

Deno.test("scanSource() keeps the lines of code where they are", () => {
  const { code } = scanSource("/*\n*/\n`\n`;\nhere();");
  assertEquals(code.split("\n").indexOf("here();"), 4);
});

Deno.test("scanSource() tells imports of what is computed", () => {
  assertEquals(scanSource('import("./x.ts")').importsComputed, false);
  assertEquals(scanSource("import(x)").importsComputed, true);
  assertEquals(scanSource("import(`./${x}.ts`)").importsComputed, true);
  assertEquals(scanSource('import("./" + x)').importsComputed, true);
});

Deno.test("scanSource() says so when Deno may find more imports than it does", () => {
  const plain = `import a, { b } from "./a.js";
import/* c */"./c.js";
export * from'./d.js';
export { e } from
  "./e.js";
const f = await import("./f.js"), url = import.meta.url;
// We import what comes from elsewhere.
`;
  assertEquals(scanSource(plain).mayImportMore, false);
  for (
    const more of [
      "import(`npm:x`)",
      'import(("npm:x"))',
      'import("npm:" + "x")',
      'import.defer("npm:x")',
      'import.source("npm:x")',
      'import { "a b" as c } from "npm:x";',
      'export { "a b" } from "npm:x";',
      "/** @jsxImportSource npm:x */ <a/>",
      // Here a slash begins a pattern that it does not take for one.
      'if (x) /"/.test(x); import { y } from "npm:x"; // "',
      'if (x) /"/.test(x); export * from "npm:x"; // "',
      "if (x) /[`]/.test(x); import 'npm:x'; // `",
      "if (x) /[/*]/.test(x); import 'npm:x'; // */",
      // And here a text that it takes for code has one in it.
      `if (x) /"/.test(x); import "npm:x"; const t = 'export "./a.js"'; // "`,
      `if (x) /"/.test(x); import "npm:x"; const t = 'a from\`\`"./a.js"'; // "`,
    ]
  ) {
    assertEquals(scanSource(`${plain}${more}`).mayImportMore, true, more);
  }
});

Deno.test("scanSource() takes time in proportion to a source that is made to be slow", () => {
  for (
    const part of [
      "import ",
      " import\n",
      "from ",
      "export {} ",
      "/* ",
      '\\"',
      "=/[",
      "=/a",
      "import (",
      "= /a/ ",
      "{`${",
    ]
  ) {
    const time = (count: number) => {
      const source = part.repeat(count);
      const before = performance.now();
      scanSource(source);
      return performance.now() - before;
    };
    time(2_000);
    const few = Math.min(time(4_000), time(4_000), time(4_000));
    const many = Math.min(time(64_000), time(64_000));
    // 16 times as much; in a scan that looks back for each part it would be 256 times.
    assert(many < 90 * (few + 0.5), `${part}: ${many} ms for 16 times what takes ${few} ms`);
  }
});

Deno.test("renameImports() renames specifiers in imports and nowhere else", () => {
  const source = `
    import a from "a"; // import "a"
    export * from 'a';
    const b = await import("b", { with: { type: "json" } });
    type C = import("a").C;
    const text = 'import "a"', template = \`import "a"; \${await import("b")}\`;
  `;
  assertEquals(
    renameImports(source, (specifier) => `${specifier}-longer`),
    `
    import a from "a-longer"; // import "a"
    export * from 'a-longer';
    const b = await import("b-longer", { with: { type: "json" } });
    type C = import("a-longer").C;
    const text = 'import "a"', template = \`import "a"; \${await import("b-longer")}\`;
  `,
  );
});
