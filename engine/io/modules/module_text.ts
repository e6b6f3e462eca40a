/**
 * Makes JavaScript modules of what Deno loads as code, where Deno does not do so itself.
 *
 * @module
 */

import { dirname, fromFileUrl, toFileUrl } from "@std/path";

const TYPED = /\.[cm]?tsx?$/;
const COMMON_JS = /\.c[jt]s$/;

interface Stripper {
  stripTypeScriptTypes?: (
    text: string,
    options: { mode: "transform"; sourceMap: true },
  ) => string;
}

/** How Deno names a text whose types it takes away, whatever it is told that it is called. */
const NAMELESS = toFileUrl("/stripTypeScriptTypes.ts").href;

/**
 * A file's text as that of a JavaScript module. What fails there is said to be in its own lines.
 *
 * @example
 * ```ts
 * import { assertMatch } from "@std/assert";
 *
 * assertMatch(moduleText("export const a: number = 1;", "file:///shop/a.ts"), /^export const a = 1;/);
 * ```
 */
export function moduleText(text: string, url: string): string {
  const { pathname } = new URL(url);
  const code = TYPED.test(pathname) ? withoutTypes(text, url) : text;
  return COMMON_JS.test(pathname) ? ofCommonJs(code, url) : code;
}

/** Whether types can be taken away here; executables of an older Deno and that itself can't. */
export const STRIPS_TYPES: boolean = stripper() !== undefined;

/** JavaScript of TypeScript, where the runtime knows how; else the text, of which it says what it is. */
function withoutTypes(text: string, url: string): string {
  const strip = stripper();
  if (!strip) return text;
  try {
    return withSource(strip(text, { mode: "transform", sourceMap: true }), url);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = error.message.replace(/^SyntaxError: /, "").replaceAll(NAMELESS, url);
    throw new SyntaxError(why, { cause: error });
  }
}

function stripper(): Stripper["stripTypeScriptTypes"] {
  return (process.getBuiltinModule("node:module") as Stripper).stripTypeScriptTypes;
}

const MAP = /\n\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** Says in a module's map which file it is of. */
function withSource(code: string, url: string): string {
  return code.replace(MAP, (_, map) => {
    const text = new TextDecoder().decode(Uint8Array.fromBase64(map));
    const named = JSON.stringify({
      ...JSON.parse(text),
      sources: [url],
      sourcesContent: undefined,
    });
    const encoded = new TextEncoder().encode(named).toBase64();
    return `\n//# sourceMappingURL=data:application/json;base64,${encoded}`;
  });
}

/** A module that exports what one of CommonJS's does: as the default, and by the names that its text says. */
function ofCommonJs(code: string, url: string): string {
  const names = [...code.matchAll(/\bexports\.([A-Za-z_$][\w$]*)\s*=/g)].map(([, name]) => name);
  const named = [...new Set(names)].filter((name) => name !== "default").map((name, n) =>
    `const $${n} = $module.exports.${name};\nexport { $${n} as ${name} };\n`
  );
  const path = fromFileUrl(url);
  const [file, folder] = [path, dirname(path)].map((text) => JSON.stringify(text));
  // Its own text begins in the first line, so that lines are what they were.
  return [
    'import { createRequire as $requireFrom } from "node:module"; const $module = { exports: {} }; ',
    `((exports, require, module, __filename, __dirname) => {${code}\n})(`,
    `$module.exports, $requireFrom(${file}), $module, ${file}, ${folder});\n`,
    "export default $module.exports;\n",
    ...named,
  ].join("");
}
