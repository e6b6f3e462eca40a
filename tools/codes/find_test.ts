import { assertEquals, assertThrows } from "@std/assert";
import { findSayings } from "./find.ts";
import { readProgram } from "./program.ts";
import { pathToFileURL } from "node:url";

const CONTRACT = `
export interface Diagnostic { severity: "error" | "warning" | "info"; code: string; message: string }
export interface Reporter {
  error(code: string, message: string): void;
  warn(code: string, message: string): void;
  info(code: string, message: string): void;
}
`;

/** What a module says, as code, severity and message. */
async function sayingsOf(text: string): Promise<string[]> {
  const folder = await Deno.makeTempDir();
  try {
    await Deno.mkdir(`${folder}/pacts`);
    await Deno.writeTextFile(`${folder}/pacts/diagnostics.ts`, CONTRACT);
    const head = 'import type { Diagnostic, Reporter } from "./pacts/diagnostics.ts";\n';
    await Deno.writeTextFile(`${folder}/one.ts`, `${head}declare const report: Reporter;\n${text}`);
    const root = pathToFileURL(`${await Deno.realPath(folder)}/`);
    return findSayings(readProgram(root, ["one.ts", "pacts/diagnostics.ts"]))
      .map(({ code, severity, message }) => `${code} ${severity} ${message}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("findSayings() finds codes that are written where they are said", async () => {
  assertEquals(
    await sayingsOf('report.warn("no-image", `the container "${name}" has no image`);'),
    ['no-image warning the container "…" has no image'],
  );
});

Deno.test("findSayings() finds both sides of a choice", async () => {
  assertEquals(
    await sayingsOf(`
      const code = Math.random() < 0.5 ? "one" : "other";
      report.error(code, "x");
    `),
    ["one error x", "other error x"],
  );
});

Deno.test("findSayings() follows a helper's code to its callers, each with its message", async () => {
  assertEquals(
    await sayingsOf(`
      function warn(code: string, message: string) {
        report.warn(code, \`\${message}; it is left out\`);
      }
      warn("bad-name", "this is no name");
      warn("bad-port", "this is no port");
    `),
    [
      "bad-name warning this is no name; it is left out",
      "bad-port warning this is no port; it is left out",
    ],
  );
});

Deno.test("findSayings() follows a callback to what it is called with", async () => {
  assertEquals(
    await sayingsOf(`
      function read(say: (code: string) => void) { say("odd-size"); }
      read((code) => report.info(code, "x"));
    `),
    ["odd-size info x"],
  );
});

Deno.test("findSayings() reads tables and what functions return", async () => {
  assertEquals(
    await sayingsOf(`
      const REASONS: Record<string, [code: string, message: string]> = {
        none: ["no-pods", "nothing"],
        many: ["many-pods", "much"],
      };
      function reasonOf(name: string) {
        const [code, message] = REASONS[name];
        return { code, message };
      }
      const { code, message } = reasonOf("none");
      report.info(code, message);
    `),
    ["no-pods info nothing", "many-pods info much"],
  );
});

Deno.test("findSayings() finds each thing that is said with a code, and one example of its parts", async () => {
  assertEquals(
    await sayingsOf(`
      const isMounted = Math.random() < 0.5;
      const what = isMounted ? "mount" : "variable";
      report.warn("no-secret", isMounted ? "a password was made up" : \`the \${what} is left out\`);
    `),
    ["no-secret warning a password was made up", "no-secret warning the mount is left out"],
  );
});

Deno.test("findSayings() takes a code that is made of a name for a family", async () => {
  assertEquals(
    await sayingsOf("export const bad = (name: string) => report.warn(`invalid-${name}`, 'x');"),
    ["invalid-… warning x"],
  );
});

Deno.test("findSayings() finds diagnostics that are written out", async () => {
  assertEquals(
    await sayingsOf(
      'export const one: Diagnostic = { severity: "warning", code: "kept", message: "x" };',
    ),
    ["kept warning x"],
  );
});

Deno.test("findSayings() fails on a code that can't be made out", async () => {
  const error = await sayingsOf(
    "export const say = (codes: string[]) => report.warn(codes.join(), 'x');",
  ).catch((error) => error);

  assertThrows(
    () => {
      throw error;
    },
    Error,
    "one.ts:3: no code can be made out of codes.join()",
  );
});
