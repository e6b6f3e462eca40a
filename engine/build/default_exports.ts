/**
 * What a bundle takes for the default export of a CommonJS module.
 *
 * @module
 */

/** The helper of bundles, where it goes by `__esModule`: so did Deno's bundler once. */
const HELPER =
  /(\bvar __toESM = \(mod, (\w+), \w+\) => [\s\S]{0,1000}?)\2 \|\| !mod \|\| !mod\.__esModule \? /;

/**
 * Has the default export of CommonJS be all that it exports, as it is wherever Deno runs such a module itself. A package that was
 * written for that stops at once otherwise: `import tslib from "tslib"`.
 *
 * @example
 * ```ts
 * import { wholeDefaults } from "./default_exports.ts";
 * import { assertEquals } from "@std/assert";
 *
 * const helper = (condition: string) =>
 *   `var __toESM = (mod, isNodeMode, target) => (target = {}, copy(\n${condition} ? set(mod) : target, mod));`;
 * assertEquals(wholeDefaults(helper("isNodeMode || !mod || !mod.__esModule")), helper("true"));
 * assertEquals(wholeDefaults(helper("1")), helper("1"));
 * ```
 */
export function wholeDefaults(text: string): string {
  return text.replace(HELPER, (_, before) => `${before}true ? `);
}
