/**
 * Modules of a bundle that are not run before somebody imports them.
 *
 * @module
 */

/** How a bundle imports such a module: one that is CommonJS by another function. */
const IMPORT =
  /Promise\.resolve\(\)\.then\(\(\) => (\((\w+)\(\), \w+\)|__toESM\((\w+)\(\)[^()]*\))\)/g;

/** How it has them: the name of the function that runs one, and what the module is called. */
const MODULE = /^var (\w+) = __(?:esm|commonJS)\(\{\n\s*(?:async )?"([^"\n]+)"/gm;

/**
 * A bundle that imports all of them when it is imported itself, in the order in which it would, and says which one can't be run.
 *
 * @example
 * ```ts
 * import { importsAll } from "./lazy_modules.ts";
 * import { assertStringIncludes } from "@std/assert";
 *
 * const bundle = `var init_a = __esm({
 *   "npm:a@1.0.0/a.js"() {
 *   }
 * });
 * export const a = () => Promise.resolve().then(() => (init_a(), a_exports));
 * `;
 * assertStringIncludes(importsAll(bundle), '["npm:a@1.0.0/a.js", () => (init_a(), a_exports)]');
 * ```
 */
export function importsAll(bundle: string): string {
  const names = new Map([...bundle.matchAll(MODULE)].map(([, run, name]) => [run, name]));
  const imports = [...bundle.matchAll(IMPORT)].map(([, expression, esm, commonJs]) => {
    const run = esm ?? commonJs;
    return `  [${JSON.stringify(names.get(run) ?? run)}, () => ${expression}],`;
  });
  return `${bundle}
for (const [name, load] of [
${imports.join("\n")}
]) {
  try {
    await load();
  } catch (error) {
    console.error(\`✖ \${name} can't be run: \${error?.message ?? error}\`);
    Deno.exit(1);
  }
}
`;
}
