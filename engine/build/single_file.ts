/**
 * What lies beside a single file.
 *
 * @module
 */

import { isMapping } from "../../pacts/mod.ts";
import { CONTRACT_SPECIFIERS } from "../io/modules/contracts.ts";
import { NO_FILES } from "../io/modules/inline_module.ts";

/** The deno.json by which extensions find the contracts in a single file: one module, one identity. */
export function companionConfig(file: string): string {
  const imports = Object.fromEntries(CONTRACT_SPECIFIERS.map((name) => [name, `./${file}`]));
  // A workspace of its own: else Deno misses it among the members of one around it.
  return `${JSON.stringify({ imports, workspace: [] }, null, 2)}\n`;
}

/**
 * The deno.json that goes into an executable: the contracts are in it, and nothing is imported from a file but itself.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 *
 * const { imports } = JSON.parse(embeddedConfig("mine.js"));
 * assertEquals(imports["./mine.js"], "./mine.js");
 * assertEquals(imports["file:///"], "no-file:/");
 * ```
 */
export function embeddedConfig(file: string): string {
  const config = JSON.parse(companionConfig(file));
  const imports = { ...NO_FILES, [`./${file}`]: `./${file}`, ...config.imports };
  return `${JSON.stringify({ ...config, imports }, null, 2)}\n`;
}

/** Whether a deno.json is one that a build wrote, so that the next may replace it. */
export function isCompanion(text: string): boolean {
  try {
    const { imports, ...rest } = JSON.parse(text);
    return isMapping(imports) && JSON.stringify(rest) === '{"workspace":[]}' &&
      Object.keys(imports).every((name) => CONTRACT_SPECIFIERS.includes(name));
  } catch {
    return false;
  }
}
